/** A batch of the example platform, as its file would have it: data on both sides, a model of the reading team's. */
export const NIGHTLY = {
  name: "nightly",
  model: "road-detector",
  version: "8",
  schedule: "0 3 * * *",
  over: { dataset: "imagenet", prefix: "val" },
  hours: 2,
} as const;
