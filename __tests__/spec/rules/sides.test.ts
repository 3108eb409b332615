import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "everything that may name a side that is not there",
    fragment: `
      cloud: ~
      teams: [{ name: vision, experiment: { lab: 8 }, burst: { h100: 8 } }]
      datasets: [{ name: patient-scans, cachedOn: [cloud], classification: public }]
      runs: [{ name: road-detector, side: cloud }]
      deployments: [{ name: road-fra1, side: cloud }]
      observability: { cloud: true }
    `,
    found: [
      "error absent-side: teams[0].burst is a quota of cloud, and the file has no cloud; add cloud, or remove burst",
      "error absent-side: datasets[0].home is cloud, and the file has no cloud; add cloud, or name the other side",
      "error absent-side: datasets[1].cachedOn[0] is cloud, and the file has no cloud; add cloud, or name the other side",
      "error absent-side: runs[0].side is cloud, and the file has no cloud; add cloud, or name the other side",
      "error absent-side: deployments[0].side is cloud, and the file has no cloud; add cloud, or name the other side",
      "error absent-side: observability.cloud is true, and the file has no cloud; add cloud, or remove it",
    ],
  },
  {
    title: "a side that nothing asks for",
    fragment: `
      cloud: ~
      observability: { cloud: false, onPrem: true }
      teams: [{ name: vision, experiment: { lab: 1 }, burst: ~, borrow: false }]
      datasets: [{ name: road-scenes, home: onPrem }]
    `,
    found: [],
  },
  {
    title: "state in a cluster that is not there",
    fragment: `
      state: { onPrem: kubernetes }
      onPrem: ~
      cloud: { link: none }
      teams: [{ name: vision, experiment: ~, burst: { h100: 31 } }]
      datasets: [{ name: patient-scans, home: cloud, classification: internal, residency: [EU] }]
      deployments: [{ name: road-fra1, side: cloud, pool: h100, replicas: { max: 1 } }]
    `,
    found: ["error state-on-prem: state.onPrem is kubernetes, and the file has no onPrem; remove it"],
  },
  {
    title: "state beside the rest",
    fragment: `state: { onPrem: s3 }`,
    found: [],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
