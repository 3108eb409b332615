import { landing } from "../../jobs/landing";
import { lustreMounts } from "../../jobs/lustre-mounts";
import type { Platform } from "../../spec/platform";
import { detector, P5, PLATFORM, PREP, placeOn, withCloudPools, withStorage } from "./fixture";

const run = detector({});
const mounts = (platform: Platform) =>
  lustreMounts(platform, run, landing(platform, run, placeOn(platform, run, "cloud"), false));

test("a run beside Lustre has its datasets to read, and its team's checkpoints to write, and the paths in its environment", () => {
  expect(mounts(withStorage(PLATFORM))).toEqual({
    volumes: [
      { name: "dataset-road-scenes", persistentVolumeClaim: { claimName: "dataset-road-scenes" } },
      { name: "checkpoints", persistentVolumeClaim: { claimName: "checkpoints" } },
    ],
    mounts: [
      { name: "dataset-road-scenes", mountPath: "/data/road-scenes", readOnly: true },
      { name: "checkpoints", mountPath: "/checkpoints" },
    ],
    env: [
      { name: "CHECKPOINT_PATH", value: "/checkpoints/road-detector/$(RUN_ID)" },
      { name: "DATASET_ROAD_SCENES_PATH", value: "/data/road-scenes" },
    ],
  });
});

test.each([
  ["without a file system", PLATFORM],
  ["in another zone", withStorage(withCloudPools([{ ...P5, zones: ["eu-north-1b"] }]))],
])("a run %s has none of it", (_, platform) => {
  expect(mounts(platform)).toEqual({ volumes: [], mounts: [], env: [] });
});

test("nor has one on a pool that also is in another zone", () => {
  const platform = withStorage(withCloudPools([PREP]));
  const cpu = detector({ gpusPerWorker: 0, needs: {} });
  const place = landing(platform, cpu, placeOn(platform, cpu, "cloud"), false);
  expect(place.pools.map(({ name }) => name)).toEqual(["prep"]);
  expect(lustreMounts(platform, cpu, place).volumes).toEqual([]);
});

test("nor has one on-prem", () => {
  const platform = withStorage(PLATFORM);
  const small = detector({ workers: 2 });
  const place = landing(platform, small, placeOn(platform, small, "onPrem"), false);
  expect(lustreMounts(platform, small, place).volumes).toEqual([]);
});
