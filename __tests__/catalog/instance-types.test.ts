import { CATALOG } from "../../catalog/catalog";
import { INSTANCE_TYPES } from "../../catalog/instance-types";

const type = (name: string) => {
  const found = CATALOG.instanceType(name);
  if (!found) throw new Error(`no instance type ${name}`);
  return found;
};

test("has no type twice", () => {
  expect(CATALOG.instanceTypeNames).toHaveLength(INSTANCE_TYPES.length);
});

test("has the families that pools are made of", () => {
  expect([...new Set(INSTANCE_TYPES.map(({ name }) => name.split(".")[0]))].sort()).toEqual(
    "c7i g4dn g5 g6 g6e g7e m7i p3 p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300 r7i".split(" "),
  );
});

test("names a GPU of the catalog exactly where it has GPUs", () => {
  const wrong = INSTANCE_TYPES.filter(({ gpu, gpus }) => gpus > 0 !== (gpu !== undefined && !!CATALOG.gpu(gpu)));
  expect(wrong).toEqual([]);
});

test("offers each type in regions and zones that exist", () => {
  const wrong = INSTANCE_TYPES.flatMap(({ name, zoneIds }) =>
    [...zoneIds].flatMap(([region, zones]) =>
      zones
        .filter((zone) => !CATALOG.region(region)?.zoneIds.includes(zone))
        .map((zone) => `${name} ${region} ${zone}`),
    ),
  );
  expect(wrong).toEqual([]);
  expect(INSTANCE_TYPES.filter(({ zoneIds }) => zoneIds.size === 0)).toEqual([]);
});

test("spreads interfaces evenly over cards, and has no more EFA interfaces than cards", () => {
  const wrong = INSTANCE_TYPES.filter(
    ({ efaInterfaces, networkCards, maxInterfaces }) =>
      efaInterfaces > networkCards || maxInterfaces % networkCards !== 0 || networkCards < 1,
  );
  expect(wrong).toEqual([]);
});

test("knows the large training types", () => {
  expect(type("p5.48xlarge")).toMatchObject({
    vCpus: 192,
    memoryGiB: 2048,
    gpu: "h100-80gb",
    gpus: 8,
    efaInterfaces: 32,
    networkCards: 32,
    maxInterfaces: 64,
    ipv4PerInterface: 50,
    localNvmeGB: 30_400,
    capacityBlock: true,
    bareMetal: false,
  });
  // its first card carries no EFA.
  expect(type("p6-b300.48xlarge")).toMatchObject({ efaInterfaces: 16, networkCards: 17 });
});

test("knows where a type is offered, by zone id", () => {
  const { zoneIds } = type("p5en.48xlarge");
  expect(zoneIds.get("eu-north-1")).toEqual(["eun1-az1", "eun1-az3"]);
  expect(zoneIds.get("eu-central-1")).toBeUndefined();
  // sold there, in a zone that only the offer names.
  expect(zoneIds.get("eu-west-2")).toEqual([]);
});

test("has EFA from the size on that EC2 gives it", () => {
  const efa = ["g5.4xlarge", "g5.8xlarge", "g6e.24xlarge", "m7i.24xlarge", "m7i.48xlarge"].map(
    (name) => type(name).efaInterfaces,
  );
  expect(efa).toEqual([0, 1, 2, 0, 1]);
});

test("marks bare metal, and only that", () => {
  expect(INSTANCE_TYPES.filter(({ bareMetal }) => bareMetal).map(({ name }) => name)).toEqual([
    "g4dn.metal",
    "m7i.metal-24xl",
    "m7i.metal-48xl",
    "c7i.metal-24xl",
    "c7i.metal-48xl",
    "r7i.metal-24xl",
    "r7i.metal-48xl",
  ]);
});
