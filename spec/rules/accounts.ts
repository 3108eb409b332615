import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";

/** Roles must be of the platform's own account, in the partition of its region; groups must be people's. */
export const ACCOUNT_RULES: readonly Rule[] = [
  { id: "role-account", severity: "error", needs: ["cloud.account"], check: otherAccounts },
  { id: "role-partition", severity: "error", needs: ["cloud.region"], check: otherPartitions },
  { id: "reserved-group", severity: "error", needs: [], check: reservedGroups },
];

interface Role {
  readonly arn: string;
  readonly path: Path;
}

function rolesOf({ file }: Facts): readonly Role[] {
  return [
    ...(file.cloud?.kubernetes.admins ?? []).map((arn, index) => ({
      arn,
      path: ["cloud", "kubernetes", "admins", index],
    })),
    ...file.teams.flatMap(({ roleArns }, team) =>
      roleArns.map((arn, index) => ({ arn, path: ["teams", team, "roleArns", index] })),
    ),
  ];
}

function otherAccounts(facts: Facts): readonly Finding[] {
  const account = facts.file.cloud?.account;
  if (account === undefined) return [];
  return rolesOf(facts)
    .filter(({ arn }) => arn.split(":")[4] !== account)
    .map(({ arn, path }) => ({
      path,
      found: `${arn} is of account ${arn.split(":")[4]}, not of cloud.account ${account}`,
      fix: "name a role of that account, which may be assumed from others",
    }));
}

function otherPartitions(facts: Facts): readonly Finding[] {
  const { cloud } = facts.file;
  const region = cloud && facts.catalog.region(cloud.region);
  if (!region) return [];
  return rolesOf(facts)
    .filter(({ arn }) => arn.split(":")[1] !== region.partition)
    .map(({ arn, path }) => ({
      path,
      found: `${arn} is of partition ${arn.split(":")[1]}, and cloud.region ${region.name} of ${region.partition}`,
      fix: `write arn:${region.partition}:iam::…`,
    }));
}

/** What Kubernetes and EKS put in front of groups of their own: `system:authenticated` is everybody. */
const KEPT_GROUPS = /^(system|eks|aws|amazon|iam):/;

function reservedGroups({ file }: Facts): readonly Finding[] {
  return file.teams.flatMap(({ groups }, team) =>
    groups.flatMap((group, index) =>
      KEPT_GROUPS.test(group)
        ? [
            {
              path: ["teams", team, "groups", index],
              found: `${JSON.stringify(group)} is a group that Kubernetes or EKS keeps for itself`,
              fix: "name the group that your identity provider gives the team's members",
            },
          ]
        : [],
    ),
  );
}
