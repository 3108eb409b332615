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
    "needs 576.7 GiB (weights of 480.6 GiB x 1.2), and a replica has room for 576 (8 x 80 GiB x 0.9); int8 fits 8 units",
  );
  expect(placed({ parametersBillions: 32.3 }, "lab")?.because).toMatch(
    /^needs 72\.2 GiB .* room for 9 \(1 x 10 GiB x 0\.9\)$/,
  );
});

test("a narrower precision that takes fewer units is told", () => {
  expect(placed({ server: "vllm", precision: "bf16", parametersBillions: 40 }, "h100")).toMatchObject({
    units: 2,
    narrower: { precision: "fp8", units: 1 },
  });
  expect(placed({ server: "vllm", precision: "bf16", parametersBillions: 30 }, "h100")).not.toHaveProperty("narrower");
});

test("a cache of keys and values counts, and copies of heads with it", () => {
  const attention = { layers: 32, kvHeads: 2, headDim: 128, contextTokens: 131072, sequences: 16 };
  const model = { server: "vllm", precision: "bf16", parametersBillions: 8 } as const;
  // 4 GiB a sequence, 64 in all, beside 16.4 of weights and working memory.
  expect(placed({ ...model, attention }, "h100")?.units).toBe(2);
  expect(placed({ ...model, attention: { ...attention, sequences: 13 } }, "h100")?.units).toBe(1);
  expect(placed({ ...model, attention: { ...attention, kvHeads: 3 } }, "h100")?.because).toBe(
    "its 3 heads of keys and values divide among no number of units that holds it",
  );
});

test("a node of CPUs has room for what its memory holds", () => {
  const model = { server: "openvino", precision: "fp32" } as const;
  expect(placed({ ...model, parametersBillions: 21 }, "edge")?.units).toBe(0);
  expect(placed({ ...model, parametersBillions: 22 }, "edge")?.because).toBe(
    "needs 98.3 GiB (weights of 82 GiB x 1.2), and a node has room for 97.9",
  );
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
