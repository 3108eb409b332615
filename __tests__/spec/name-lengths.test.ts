import { REGIONS } from "../../catalog/regions";
import {
  BUCKETS,
  bucketName,
  clusterName,
  clusterQueueName,
  cpuClusterQueueName,
  expressBucketName,
  flavorName,
  interruptionQueueName,
  NAME_LIMITS,
  ROLES,
  restrictedNamespace,
  roleName,
  teamRoleName,
} from "../../spec/names";
import { objectStoreSecret } from "../../spec/object-store";
import {
  credentialRenewalGroup,
  ROLES_ANYWHERE_PURPOSES,
  rolesAnywhereCommonName,
  rolesAnywhereParameterName,
  rolesAnywhereProfileName,
  rolesAnywhereRoleName,
  rolesAnywhereTrustAnchorName,
} from "../../spec/roles-anywhere-names";
import { fileWith, problemsOf } from "./base-file";

/** The longest names that a platform file takes. */
const LONGEST = { name: "p".repeat(20), team: "t".repeat(20), pool: "o".repeat(30) };
const platform = { name: LONGEST.name };

test("a platform file takes names of that length, and no longer ones", () => {
  const fragment = (more: string) =>
    fileWith(
      `name: ${LONGEST.name}${more}
teams: [{ name: ${LONGEST.team}${more}, groups: [a] }]
onPrem: { pools: [{ name: ${LONGEST.pool}${more}, cpu: { vCpus: 1, memoryGiB: 1 }, nodes: [a] }] }`,
    );
  expect(problemsOf(fragment("")).map(({ rule }) => rule)).toEqual([]);
  expect(problemsOf(fragment("x")).map(({ rule }) => rule)).toEqual(["bad-name", "bad-name", "bad-name"]);
});

test.each(REGIONS.map(({ name }) => name))("a bucket of the longest platform name fits in %s", (region) => {
  for (const purpose of BUCKETS)
    expect(bucketName(platform, purpose, "111122223333", region).length).toBeLessThanOrEqual(NAME_LIMITS.bucket);
});

test("a bucket of S3 Express fits in every zone", () => {
  for (const id of REGIONS.flatMap(({ zoneIds }) => zoneIds))
    expect(expressBucketName(platform, id).length).toBeLessThanOrEqual(NAME_LIMITS.bucket);
});

test.each([
  ["a namespace", restrictedNamespace(platform, LONGEST.team), NAME_LIMITS.namespace],
  ["a Secret", objectStoreSecret(restrictedNamespace(platform, LONGEST.team)), 253],
  ["a cluster", clusterName(platform), NAME_LIMITS.eksCluster],
  ["a team's role", teamRoleName(platform, { name: LONGEST.team }), NAME_LIMITS.iamRole],
  ["an interruption queue", interruptionQueueName(platform), NAME_LIMITS.queue],
  ["a cluster queue", clusterQueueName(platform, LONGEST.team, "experiment"), NAME_LIMITS.label],
  ["a cluster queue of CPUs", cpuClusterQueueName(platform, LONGEST.team, "experiment"), NAME_LIMITS.label],
  ["a flavor", flavorName(platform, { side: "onPrem", name: LONGEST.pool }), NAME_LIMITS.label],
  ...ROLES.map((role): [string, string, number] => [`the role ${role}`, roleName(platform, role), NAME_LIMITS.iamRole]),
])("%s of the longest names fits", (_, name, limit) => {
  expect(name.length).toBeLessThanOrEqual(limit);
});

test("identities of the on-prem cluster at AWS have names that AWS takes", () => {
  // https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html: 255, RFC 5280: 64 for a common name.
  expect(rolesAnywhereTrustAnchorName(platform).length).toBeLessThanOrEqual(255);
  for (const purpose of ROLES_ANYWHERE_PURPOSES) {
    expect(rolesAnywhereRoleName(platform, purpose).length).toBeLessThanOrEqual(NAME_LIMITS.iamRole);
    expect(rolesAnywhereProfileName(platform, purpose).length).toBeLessThanOrEqual(255);
    expect(rolesAnywhereCommonName(platform, purpose).length).toBeLessThanOrEqual(64);
  }
  expect(new Set(ROLES_ANYWHERE_PURPOSES.map((purpose) => rolesAnywhereRoleName(platform, purpose))).size).toBe(3);
  expect(rolesAnywhereParameterName({ name: "acme" })).toBe("/acme/roles-anywhere");
  expect(credentialRenewalGroup({ name: "acme" })).toBe("acme:credential-renewal");
});
