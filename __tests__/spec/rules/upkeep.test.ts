import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  /** The day on which the file is loaded. */
  readonly now?: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "standard support for another 91 days",
    fragment: `cloud: { kubernetes: { version: "1.35" } }`,
    now: "2026-12-26",
    found: [],
  },
  {
    title: "standard support for another 90 days",
    fragment: `cloud: { kubernetes: { version: "1.35" } }`,
    now: "2026-12-27",
    found: [
      "warning kubernetes-ending: cloud.kubernetes.version 1.35: EKS's standard support ends on 2027-03-27; from then on the cluster costs the extended price; plan the upgrade",
    ],
  },
  {
    title: "standard support on its first day without",
    fragment: `cloud: { kubernetes: { version: "1.35" } }`,
    now: "2027-03-27",
    found: [
      "warning kubernetes-ending: cloud.kubernetes.version 1.35: EKS's standard support ended on 2027-03-27; from then on the cluster costs the extended price; plan the upgrade",
    ],
  },
  {
    title: "extended support on its last day",
    fragment: `cloud: { kubernetes: { version: "1.35" } }`,
    now: "2028-03-26",
    found: [
      "warning kubernetes-ending: cloud.kubernetes.version 1.35: EKS's standard support ended on 2027-03-27; from then on the cluster costs the extended price; plan the upgrade",
    ],
  },
  {
    title: "extended support has ended",
    fragment: `cloud: { kubernetes: { version: "1.35" } }`,
    now: "2028-03-27",
    found: [
      "error kubernetes-ended: cloud.kubernetes.version 1.35 has ended on EKS on 2028-03-27: AWS upgrades such clusters by itself; use a newer version",
    ],
  },
  {
    title: "a first alert at 99 percent",
    fragment: `cloud: { budget: { monthlyUsd: 1, alertPercents: [99], emails: [a@b.example] } }`,
    found: [],
  },
  {
    title: "a first alert at 100 percent",
    fragment: `cloud: { budget: { monthlyUsd: 1, alertPercents: [100], emails: [a@b.example] } }`,
    found: [
      "warning budget-alert-late: cloud.budget.alertPercents has none below 100, but 100: they warn when the budget is spent; add one below 100",
    ],
  },
  {
    title: "images without a way out",
    fragment: `
      cloud: { network: { egress: none }, pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 1 }] }
      deployments: [{ name: road-cloud, model: road-detector, version: "7", side: cloud, pool: l4, replicas: { min: 0, max: 1 } }]
    `,
    found: [
      "warning image-unreachable: runs[0].image registry.acme.example/train/road cannot be pulled in the cloud, where cloud.network.egress is none; push it to the account's own registry (111122223333.dkr.ecr.eu-north-1.…), or set side: onPrem",
      "warning image-unreachable: deployments[1].side is cloud, and nvcr.io/nvidia/tritonserver cannot be pulled there: cloud.network.egress is none; use nat or natPerZone, or serve it on-prem",
    ],
  },
  {
    title: "a run that stays on-prem needs none",
    fragment: `
      cloud: { network: { egress: none } }
      runs: [{ name: road-detector, side: onPrem }]
    `,
    found: [],
  },
  {
    title: "a team with roles alone",
    fragment: `teams: [{ name: vision, groups: [], roleArns: ["arn:aws:iam::111122223333:role/vision"] }]`,
    found: [],
  },
];

test.each(CASES)("$title", ({ fragment, now, found }) => {
  expect(sentences(fragment, now === undefined ? undefined : new Date(`${now}T00:00:00Z`))).toEqual(found);
});
