import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { Construct } from "constructs";

/**
 * Lets on-prem's ranges through a security group by HTTPS: a rule a range, with its id and its description.
 *
 * @param cidrs ranges by what is there
 * @param service what is behind the group, in words
 * @param prefix of the rules' ids
 */
export function httpsFromOnPrem(
  scope: Construct,
  securityGroupId: string,
  cidrs: ReadonlyMap<string, string>,
  { service, prefix }: { readonly service: string; readonly prefix: string },
): void {
  for (const [what, cidrIpv4] of cidrs)
    new VpcSecurityGroupIngressRule(scope, `${prefix}-${what}`, {
      securityGroupId,
      description: `${service} from ${what} on-prem`,
      cidrIpv4,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
}
