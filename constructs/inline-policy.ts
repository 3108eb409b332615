import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";
import { check } from "./validation";

/** Characters of all inline policies of a role, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const INLINE_POLICY_MAX = 10_240;

/**
 * The one policy of a role, as the child `policy` of a scope; none where there is no statement.
 *
 * @param fix what to do where it is too long
 */
export function allow(
  scope: Construct,
  role: IamRole,
  statements: readonly Statement[],
  fix: string,
): IamRolePolicy | undefined {
  const policy = policyDocument(...statements);
  check(
    scope,
    policy.length <= INLINE_POLICY_MAX
      ? undefined
      : `what it may do takes ${policy.length} characters, and IAM allows ${INLINE_POLICY_MAX} in a role; ${fix}`,
  );
  return statements.length > 0
    ? new IamRolePolicy(scope, "policy", { name: "allow", role: role.id, policy })
    : undefined;
}
