import { sentences } from "../base-file";

const BATCH = `
  deployments:
    - { name: nightly, model: road-detector, version: "7", schedule: "0 3 * * *", over: { dataset: road-scenes } }
`;

test.each([
  ["a schedule over a dataset that the producing run's team reads", BATCH, []],
  [
    "a schedule over nothing",
    `deployments: [{ name: nightly, model: road-detector, version: "7", schedule: "0 3 * * *" }]`,
    ['error deployment-kind: deployments[1].schedule is "0 3 * * *", and over is missing; add over: { dataset }'],
  ],
  [
    "neither a schedule nor replicas",
    `deployments: [{ name: nightly, model: road-detector, version: "7", side: onPrem, hours: 2 }]`,
    [
      'error deployment-kind: deployments[1].name "nightly" has no pool and replicas; add what is missing, or a schedule for batch inference',
      "error deployment-kind: deployments[1].hours stands without schedule; add schedule, or remove it",
    ],
  ],
  [
    "a schedule and replicas",
    `deployments: [{ name: nightly, model: road-detector, version: "7", schedule: "0 3 * * *", over: { dataset: road-scenes }, replicas: { min: 1, max: 1 } }]`,
    [
      "error deployment-kind: deployments[1].replicas stands beside schedule, and a batch answers no requests; remove it, or remove schedule",
    ],
  ],
  [
    "a model that no run produces",
    `
      deployments: [{ name: nightly, model: scan-segmenter, version: "1", schedule: "0 3 * * *", over: { dataset: road-scenes } }]
    `,
    [
      "error batch-team: deployments[1].schedule has no team: no run produces model scan-segmenter; add team: its queue and namespace hold the job",
    ],
  ],
  [
    "a team that does not read the dataset",
    `
      teams: [{ name: audio, groups: ["oidc:audio"] }]
      deployments: [{ name: nightly, model: road-detector, version: "7", schedule: "0 3 * * *", over: { dataset: road-scenes }, team: audio }]
    `,
    [
      'error batch-reader: deployments[1].over.dataset "road-scenes" is not read by team audio; add audio to the teams of road-scenes, where its owner agrees',
    ],
  ],
  [
    "names that are nobody's",
    `deployments: [{ name: nightly, model: road-detector, version: "7", schedule: "0 3 * * *", over: { dataset: road-scene }, team: visio }]`,
    [
      'error unknown-dataset: deployments[1].over.dataset "road-scene" is not a dataset; did you mean "road-scenes"?',
      'error unknown-team: deployments[1].team "visio" is not a team; did you mean "vision"?',
    ],
  ],
])("%s", (_title, fragment, found) => {
  expect(sentences(fragment)).toEqual(found);
});
