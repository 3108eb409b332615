import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "data whose home is where it may not be",
    fragment: `datasets: [{ name: road-scenes, residency: [DE, US] }]`,
    found: [
      "error dataset-residency: datasets[0].home is cloud (eu-north-1 in SE): residency does not allow SE (dataset road-scenes); use another side, or widen the residency where its owner agrees",
    ],
  },
  {
    title: "data whose home is in a country of the EU",
    fragment: `datasets: [{ name: road-scenes, residency: [DE, EU] }]`,
    found: [],
  },
  {
    title: "restricted data whose home is the cloud",
    fragment: `datasets: [{ name: road-scenes, classification: restricted }]`,
    found: [
      "error dataset-residency: datasets[0].home is cloud (eu-north-1 in SE): restricted data never leaves on-prem (dataset road-scenes); use onPrem",
    ],
  },
  {
    title: "a site outside the residency of its data",
    fragment: `onPrem: { jurisdiction: CH }`,
    found: [
      "error dataset-residency: datasets[1].home is onPrem (the site in CH): residency does not allow CH (dataset patient-scans); use another side, or widen the residency where its owner agrees",
      "error deployment-residency: deployments[0].side is onPrem (the site in CH): residency does not allow CH (deployment road-fra1 → model road-detector → dataset road-scenes and run road-detector → dataset road-scenes); use another side, or widen the residency where its owner agrees",
    ],
  },
  {
    title: "a model of restricted data by way of a run",
    fragment: `
      runs: [{ name: scans, team: vision, framework: pytorch, image: "registry.acme.example/a@sha256:6c96cf8c772c2d96ddc8d2e1cb4ae598ef01ae200a6d97029bda55238ca41ad3", command: [a], gpusPerWorker: 1, datasets: [patient-scans], produces: road-detector }]
      deployments: [{ name: road-cloud, model: road-detector, version: "7", side: cloud, pool: h100, replicas: { min: 1, max: 1 } }]
      teams: [{ name: vision, burst: { h100: 31 } }]
    `,
    found: [
      "error deployment-residency: deployments[1].side is cloud (eu-north-1 in SE): restricted data never leaves on-prem (deployment road-cloud → model road-detector → run scans → dataset patient-scans); use onPrem, or have the model released",
    ],
  },
  {
    title: "a released model of restricted data",
    fragment: `
      models: [{ name: scan-segmenter, released: { classification: public, by: dpo@acme.example, on: 2026-11-01, reason: weights only } }]
      deployments: [{ name: scans, model: scan-segmenter, version: "1", side: cloud, pool: h100, replicas: { min: 1, max: 1 } }]
      teams: [{ name: vision, burst: { h100: 31 } }]
    `,
    found: [],
  },
  {
    title: "a release that clears the residency alone",
    fragment: `models: [{ name: road-detector, released: { classification: internal, by: dpo@acme.example, on: 2026-11-01, reason: weights only } }]`,
    found: [],
  },
  {
    title: "a release of what is public already",
    fragment: `
      datasets: [{ name: road-scenes, classification: public, residency: ~ }]
      models: [{ name: road-detector, released: { classification: public, by: dpo@acme.example, on: 2026-11-01, reason: weights only } }]
    `,
    found: [
      "error released-loosens: models[0].released.classification public is what is inherited already (model road-detector → dataset road-scenes); use no release, or remove released",
    ],
  },
  {
    title: "a release that tightens",
    fragment: `models: [{ name: road-detector, released: { classification: restricted, by: dpo@acme.example, on: 2026-11-01, reason: weights only } }]`,
    found: [
      "error released-loosens: models[0].released.classification restricted is stricter than what is inherited, internal (model road-detector → dataset road-scenes and run road-detector → dataset road-scenes); use public, or remove released",
    ],
  },
  {
    title: "a model from elsewhere that is internal",
    fragment: `models: [{ name: scan-segmenter, trainedOn: [], released: { classification: internal, by: dpo@acme.example, on: 2026-11-01, reason: licence } }]`,
    found: [],
  },
  {
    title: "a dataset that nobody may read",
    fragment: `datasets: [{ name: road-scenes, teams: [] }]`,
    found: [
      'error dataset-reader: runs[0].datasets[0] "road-scenes" is not for team vision: datasets[0].teams has none; add vision there where the owner of the data agrees',
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
