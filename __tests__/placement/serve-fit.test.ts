import { explainModel } from "../../placement/explain";
import { servingPlaces } from "../../placement/serve-fit";
import type { Model } from "../../spec/platform";
import { examplePlatform } from "../platforms";

const PLATFORM = examplePlatform();
const DETECTOR = PLATFORM.models.find(({ name }) => name === "road-detector") as Model;

const places = (change: Partial<Model>) => servingPlaces(PLATFORM, { ...DETECTOR, ...change }, ["onPrem", "cloud"]);
const placed = (change: Partial<Model>, pool: string) => places(change).find((place) => place.pool === pool);

test("pools that can serve a model come first, cheapest first, with the price of a replica", () => {
  const found = places({});
  expect(found.map(({ pool }) => pool)).toEqual(["lab", "l4", "bench", "h100", "edge", "prep"]);
  expect(found.slice(0, 3)).toEqual([
    { side: "onPrem", pool: "lab", units: 1, usdPerReplicaHour: expect.closeTo(1.1 / 7, 9) },
    { side: "cloud", pool: "l4", units: 1, usdPerReplicaHour: 0.8536 },
    { side: "onPrem", pool: "bench", units: 1, usdPerReplicaHour: expect.closeTo(1.1, 9) },
  ]);
  expect(found.at(-1)?.because).toBe("has no GPU, and server triton runs on GPUs alone");
});

// weights of fp16 are 2 bytes a parameter: 72 GiB of 80 hold 60 GiB of weights, 32.2 billion parameters.
test("a model takes as many units as its weights need, up to what one replica may", () => {
  expect(placed({ parametersBillions: 32.2 }, "bench")?.units).toBe(1);
  expect(placed({ parametersBillions: 32.3 }, "bench")?.units).toBe(2);
  expect(placed({ parametersBillions: 32.3 }, "bench")?.usdPerReplicaHour).toBeCloseTo(2.2, 9);
  expect(placed({ parametersBillions: 257 }, "bench")?.units).toBe(8);
  expect(placed({ parametersBillions: 258 }, "bench")?.because).toBe(
    "needs 576.7 GiB (weights x 1.2): 9 units of 80 GiB, and a replica takes at most 8",
  );
  expect(placed({ parametersBillions: 32.3 }, "lab")?.because).toMatch(/^needs 72\.2 GiB .* at most 1$/);
});

test("a precision that the hardware does not compute in is a reason", () => {
  expect(placed({ precision: "fp8" }, "bench")?.because).toMatch(/^a100-80gb computes in .*int8.*, not in fp8$/);
  expect(placed({ precision: "fp8" }, "h100")?.units).toBe(1);
});

test("a server for CPUs has its places on pools without GPUs", () => {
  expect(placed({ server: "openvino", precision: "fp32" }, "prep")).toEqual({ side: "cloud", pool: "prep", units: 0 });
  expect(placed({ server: "openvino", precision: "fp32" }, "bench")?.because).toBe(
    "has GPUs, and server openvino runs on CPUs alone",
  );
});

test("a restricted model has no place in the cloud, and its deployments say what they hold", () => {
  const model = PLATFORM.models.find(({ name }) => name === "scan-segmenter") as Model;
  const { pools, deployments } = explainModel(PLATFORM, model);
  expect(new Set(pools.map(({ side }) => side))).toEqual(new Set(["onPrem"]));
  expect(deployments).toEqual([
    "scan-segmenter-fra1 on lab (on-prem): 2 to 3 replicas; it waits in no queue, and up to 3 units are kept from the pool's quotas",
  ]);
});
