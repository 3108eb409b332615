import { CATALOG, type CatalogRows, extendCatalog } from "../../catalog/catalog";

/** Names that a plain object would answer to. */
const INHERITED = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

const NEXT: CatalogRows = {
  gpus: [{ name: "r100-384gb", memoryGiB: 384, precisions: ["bf16", "fp8"] }],
  instanceTypes: [
    {
      name: "p7-r100.48xlarge",
      vCpus: 192,
      memoryGiB: 4096,
      gpu: "r100-384gb",
      gpus: 8,
      zoneIds: { "eu-north-1": ["eun1-az1"] },
      usdPerHour: { "eu-north-1": 200 },
    },
  ],
};

test("finds GPUs, instance types and regions by name", () => {
  expect(CATALOG.gpu("h100-80gb")?.memoryGiB).toBe(80);
  expect(CATALOG.instanceType("p5.48xlarge")?.gpu).toBe("h100-80gb");
  expect(CATALOG.region("eu-north-1")?.jurisdiction).toBe("SE");
});

test.each(["h100", "p99.48xlarge", "us-east-9", "", ...INHERITED])("does not know %p", (name) => {
  expect([CATALOG.gpu(name), CATALOG.instanceType(name), CATALOG.region(name)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("lists every name once, sorted", () => {
  for (const names of [CATALOG.gpuNames, CATALOG.instanceTypeNames, CATALOG.regionNames]) {
    expect(names).toEqual([...new Set(names)].sort());
  }
});

test("takes rows of a platform file, filling in what they do not say", () => {
  const extended = extendCatalog(CATALOG, NEXT);
  expect(extended.gpu("r100-384gb")).toEqual({
    name: "r100-384gb",
    model: "r100-384gb",
    memoryGiB: 384,
    precisions: ["bf16", "fp8"],
    mig: [],
    migSlices: 0,
    productLabels: [],
    source: "platform file",
  });
  expect(extended.instanceType("p7-r100.48xlarge")).toEqual({
    name: "p7-r100.48xlarge",
    vCpus: 192,
    memoryGiB: 4096,
    gpu: "r100-384gb",
    gpus: 8,
    efaInterfaces: 0,
    networkCards: 1,
    maxInterfaces: 4,
    ipv4PerInterface: 10,
    architecture: "x86_64",
    bareMetal: false,
    capacityBlock: false,
    zoneIds: new Map([["eu-north-1", ["eun1-az1"]]]),
    usdPerHour: new Map([["eu-north-1", 200]]),
    source: "platform file",
  });
});

test("keeps what a row says instead of filling it in", () => {
  const gpu = { name: "x", memoryGiB: 1, precisions: [], model: "X", migSlices: 7, productLabels: ["NVIDIA-X"] };
  const type = {
    name: "x.y",
    vCpus: 1,
    memoryGiB: 1,
    efaInterfaces: 2,
    networkCards: 2,
    capacityBlock: true,
    zoneIds: {},
  };
  const extended = extendCatalog(CATALOG, { gpus: [gpu], instanceTypes: [type] });
  expect(extended.gpu("x")).toMatchObject({ model: "X", migSlices: 7, productLabels: ["NVIDIA-X"] });
  expect(extended.instanceType("x.y")).toMatchObject({ efaInterfaces: 2, networkCards: 2, capacityBlock: true });
});

test("a row with a known name replaces the built-in one and adds no name", () => {
  const extended = extendCatalog(CATALOG, { gpus: [{ name: "h100-80gb", memoryGiB: 96, precisions: ["fp8"] }] });
  expect(extended.gpu("h100-80gb")?.memoryGiB).toBe(96);
  expect(extended.gpuNames).toEqual(CATALOG.gpuNames);
});

test("extending leaves the built-in catalog as it was", () => {
  extendCatalog(CATALOG, NEXT);
  expect(CATALOG.gpu("r100-384gb")).toBeUndefined();
  expect(CATALOG.instanceType("p7-r100.48xlarge")).toBeUndefined();
});

test("extending by nothing changes no name", () => {
  const same = extendCatalog(CATALOG, {});
  expect(same.gpuNames).toEqual(CATALOG.gpuNames);
  expect(same.instanceTypeNames).toEqual(CATALOG.instanceTypeNames);
  expect(same.regionNames).toEqual(CATALOG.regionNames);
});

test.each(INHERITED)("takes a row named %p without harm", (name) => {
  const extended = extendCatalog(CATALOG, { gpus: [{ name, memoryGiB: 1, precisions: [] }] });
  expect(extended.gpu(name)?.memoryGiB).toBe(1);
  expect({}).not.toHaveProperty("memoryGiB");
});
