import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "what is not there at all, far from every name",
    fragment: `
      runs: [{ name: road-detector, team: audio, datasets: [zzzzzzzz], produces: yyyyyyyy }]
      deployments: [{ name: road-fra1, model: xxxxxxxx, pool: wwwwwwww }]
    `,
    found: [
      'error unknown-team: runs[0].team "audio" is not a team; use one of vision',
      'error unknown-dataset: runs[0].datasets[0] "zzzzzzzz" is not a dataset; use one of road-scenes, patient-scans',
      'error unknown-model: runs[0].produces "yyyyyyyy" is not a model; use one of road-detector, scan-segmenter',
      'error unknown-model: deployments[0].model "xxxxxxxx" is not a model; use one of road-detector, scan-segmenter',
      'error unknown-pool: deployments[0].pool "wwwwwwww" is not a pool of on-prem; use one of lab, edge',
    ],
  },
  {
    title: "teams of a dataset, and data of a model",
    fragment: `
      datasets: [{ name: patient-scans, teams: [vison] }]
      models: [{ name: scan-segmenter, trainedOn: [patient-scan] }]
    `,
    found: [
      'error unknown-team: datasets[1].teams[0] "vison" is not a team; did you mean "vision"?',
      'error unknown-dataset: models[1].trainedOn[0] "patient-scan" is not a dataset; did you mean "patient-scans"?',
    ],
  },
  {
    title: "a canary's version",
    fragment: `deployments: [{ name: road-fra1, canary: { version: "70", percent: 10 } }]`,
    found: [
      'error unknown-version: deployments[0].canary.version "70" is not a version of model road-detector; use one of 7, 8',
    ],
  },
  {
    title: "quotas of pools that are not there, or the other side's",
    fragment: `teams: [{ name: vision, experiment: { h100: 1, laab: 1 }, burst: { lab: 1, h200: 1 } }]`,
    found: [
      'error unknown-pool: teams[0].experiment.h100 "h100" is a pool of the cloud, not of on-prem; name a pool of on-prem: lab, edge',
      'error unknown-pool: teams[0].experiment.laab "laab" is not a pool of on-prem; did you mean "lab"?',
      'error unknown-pool: teams[0].burst.lab "lab" is a pool of on-prem, not of the cloud; name a pool of the cloud: h100',
      'error unknown-pool: teams[0].burst.h200 "h200" is not a pool of the cloud; did you mean "h100"?',
    ],
  },
  {
    title: "a name where there is none to take",
    fragment: `teams: ~`,
    found: ['error unknown-team: runs[0].team "vision" is not a team; add it to teams'],
  },
  {
    title: "names that every object has",
    fragment: `
      runs: [{ name: road-detector, team: toString }]
      deployments: [{ name: road-fra1, pool: constructor }]
    `,
    found: [
      'error unknown-team: runs[0].team "toString" is not a team; use one of vision',
      'error unknown-pool: deployments[0].pool "constructor" is not a pool of on-prem; use one of lab, edge',
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
