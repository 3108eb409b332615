import type { AwsLocation } from "./arn";
import { bucketArn } from "./arn";
import { policyDocument, type Statement } from "./policy-document";

/** A user of Ceph's gateway, and what it may do in all buckets. */
export interface RookUser {
  readonly user: string;
  readonly statements: readonly Statement[];
}

/**
 * The policy of one bucket in Ceph's gateway: what each user may do there, and that nobody else may do anything, be it that whoever wrote an object has
 * given it away by an access control list.
 *
 * @param owner user that owns the bucket: it may do everything
 */
export function rookBucketPolicy(
  location: AwsLocation,
  bucket: string,
  owner: string,
  users: readonly RookUser[],
): string {
  const arn = bucketArn(location, bucket);
  const isHere = (resource: string) => resource === arn || resource.startsWith(`${arn}/`);
  const granted = users.flatMap(({ user, statements }) =>
    statements
      .filter(({ resources = [] }) => resources.every(isHere))
      .map((statement) => ({
        user,
        statement: { ...statement, sid: `${statement.sid}-${user}`, principal: named(user) },
      })),
  );
  return policyDocument(...granted.map(({ statement }) => statement), {
    sid: "NobodyElse",
    effect: "Deny",
    notPrincipal: named(owner, ...new Set(granted.map(({ user }) => user))),
    actions: ["s3:*"],
    resources: [arn, `${arn}/*`],
  });
}

function named(...users: readonly string[]): { readonly users: readonly string[] } {
  return { users: users.map((user) => `arn:aws:iam:::user/${user}`) };
}
