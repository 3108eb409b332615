import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "admins of another account and partition",
    fragment: `cloud: { kubernetes: { admins: ["arn:aws-us-gov:iam::444455556666:role/admin"] } }`,
    found: [
      "error role-account: cloud.kubernetes.admins[0] arn:aws-us-gov:iam::444455556666:role/admin is of account 444455556666, not of cloud.account 111122223333; name a role of that account, which may be assumed from others",
      "error role-partition: cloud.kubernetes.admins[0] arn:aws-us-gov:iam::444455556666:role/admin is of partition aws-us-gov, and cloud.region eu-north-1 of aws; write arn:aws:iam::…",
    ],
  },
  {
    title: "roles of any path of the account",
    fragment: `cloud: { kubernetes: { admins: ["arn:aws:iam::111122223333:role/ops/admin"] } }`,
    found: [],
  },
  {
    title: "roles in the partition of another region",
    fragment: `
      cloud: { region: us-gov-west-1, zones: [us-gov-west-1a, us-gov-west-1b], kubernetes: { admins: ["arn:aws-us-gov:iam::111122223333:role/admin"] }, pools: [{ name: h100, zone: us-gov-west-1a }] }
      datasets: [{ name: road-scenes, residency: [EU, US] }]
    `,
    found: [],
  },
  {
    title: "groups that Kubernetes and EKS keep",
    fragment: `teams: [{ name: vision, groups: ["system:masters", "oidc:vision", "eks:admins"] }]`,
    found: [
      'error reserved-group: teams[0].groups[0] "system:masters" is a group that Kubernetes or EKS keeps for itself; name the group that your identity provider gives the team\'s members',
      'error reserved-group: teams[0].groups[2] "eks:admins" is a group that Kubernetes or EKS keeps for itself; name the group that your identity provider gives the team\'s members',
    ],
  },
  {
    title: "groups that only look like it",
    fragment: `teams: [{ name: vision, groups: ["systems:vision", "oidc:system:masters"] }]`,
    found: [],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
