import { CATALOG } from "../../catalog/catalog";
import { INSTANCE_TYPES, type InstanceType } from "../../catalog/instance-types";
import { REGIONS } from "../../catalog/regions";
import { type Ec2Answer, type Ec2Facts, ec2Facts } from "./moto";

/** Types that the oracle lacks, with the reason to keep them all the same. */
const NOT_IN_ORACLE = new Map(
  ["p3.2xlarge", "p3.8xlarge", "p3.16xlarge"].map((name) => [
    name,
    "in no offering list of 2026-05, yet priced in 2026-07 (karpenter-prices)",
  ]),
);

/** Regions that sell a type although the oracle knows the region and does not list the type there. */
const SOLD_ELSEWHERE = new Map([
  ["p5e.48xlarge ap-northeast-1", "Capacity Block price of 2026-07-22, newer than the oracle"],
  ["p5e.48xlarge ap-south-1", "Capacity Block price of 2026-07-22, newer than the oracle"],
  ["p5e.48xlarge us-west-1", "Capacity Block price of 2026-07-22, newer than the oracle"],
  ["p5en.48xlarge eu-west-2", "Capacity Block price of 2026-07-22, newer than the oracle"],
  ["p6-b200.48xlarge ap-south-1", "Capacity Block price of 2026-07-22, newer than the oracle"],
  ["p6-b300.48xlarge us-east-1", "launched there after the oracle was made: priced in 2026-07"],
]);

/** Countries that the catalog names otherwise. */
const OTHER_COUNTRY = new Map([["ap-east-1", "Hong Kong has its own ISO code, HK; the oracle says CN and CN-HK"]]);

/** GPUs that EC2 calls by another name than their model's second word. */
const OTHER_GPU_NAME = new Map([["rtx-pro-6000-96gb", "RTX PRO Server 6000"]]);

const families = [...new Set(INSTANCE_TYPES.map(({ name }) => family(name)))];
let oracle: Ec2Facts;

beforeAll(() => {
  oracle = ec2Facts(families);
}, 300_000);

test("every type of the table that EC2 knows has EC2's numbers", () => {
  const differences = INSTANCE_TYPES.flatMap((type) => {
    const answer = oracle.types[type.name];
    if (answer === undefined) return [];
    const ours = numbersOf(type);
    const theirs = answersOf(answer);
    return (Object.keys(theirs) as (keyof typeof theirs)[])
      .filter((fact) => ours[fact] !== theirs[fact])
      .map((fact) => `${type.name}: ${fact} is ${ours[fact]}, EC2 says ${theirs[fact]}`);
  });
  expect(differences).toEqual([]);
});

test("the table has every size of its families, and no type that EC2 does not know but the ones listed", () => {
  const ours = INSTANCE_TYPES.map(({ name }) => name).sort();
  const theirs = [...Object.keys(oracle.types), ...NOT_IN_ORACLE.keys()].sort();
  expect(ours).toEqual(theirs);
});

test("every card of a type takes the same number of interfaces", () => {
  const uneven = Object.entries(oracle.types)
    .filter(([, { NetworkInfo: network }]) =>
      network.NetworkCards.some(
        (card) => card.MaximumNetworkInterfaces * network.MaximumNetworkCards !== network.MaximumNetworkInterfaces,
      ),
    )
    .map(([name]) => name);
  expect(uneven).toEqual([]);
});

test("zones that offer a type are EC2's, in every region that EC2's data has", () => {
  const known = new Set(Object.keys(oracle.zoneNames));
  const differences = INSTANCE_TYPES.filter(({ name }) => !NOT_IN_ORACLE.has(name)).flatMap((type) => {
    const theirs = oracle.offerings[type.name] ?? {};
    const regions = new Set([...type.zoneIds.keys(), ...Object.keys(theirs)].filter((region) => known.has(region)));
    return [...regions]
      .filter((region) => !SOLD_ELSEWHERE.has(`${type.name} ${region}`))
      .filter((region) => String(type.zoneIds.get(region)) !== String(theirs[region]))
      .map((region) => `${type.name} in ${region}: ${type.zoneIds.get(region)}, EC2 says ${theirs[region]}`);
  });
  expect(differences).toEqual([]);
});

test("each listed exception is one: EC2's data has neither the type nor the offer", () => {
  expect([...NOT_IN_ORACLE.keys()].filter((name) => oracle.types[name] !== undefined)).toEqual([]);
  const stale = [...SOLD_ELSEWHERE.keys()].filter((pair) => {
    const [type = "", region = ""] = pair.split(" ");
    const zones = CATALOG.instanceType(type)?.zoneIds.get(region);
    return zones?.length !== 0 || oracle.offerings[type]?.[region] !== undefined;
  });
  expect(stale).toEqual([]);
});

test("regions, their countries, partitions and zone ids are those of AWS's infrastructure data", () => {
  const ours = REGIONS.map(({ name, jurisdiction, partition, zoneIds }) => ({
    name,
    country: OTHER_COUNTRY.has(name) ? "exception" : jurisdiction,
    partition,
    zoneIds,
  }));
  const theirs = Object.entries(oracle.regions).map(([name, { country, partition, zoneIds }]) => ({
    name,
    country: OTHER_COUNTRY.has(name) ? "exception" : country,
    partition,
    zoneIds,
  }));
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  expect(ours.sort(byName)).toEqual(theirs.sort(byName));
  expect(oracle.regions["ap-east-1"]?.country).toBe("CN");
});

test("every zone name that an account of EC2 saw is a zone of its region", () => {
  const unknown = Object.entries(oracle.zoneNames).flatMap(([region, names]) =>
    names.filter((name) => !CATALOG.region(region)?.zones.includes(name)),
  );
  expect(unknown).toEqual([]);
});

function family(name: string): string {
  return name.split(".")[0] ?? name;
}

function numbersOf(type: InstanceType) {
  const gpu = CATALOG.gpu(type.gpu ?? "");
  return {
    gpuName: gpu && (OTHER_GPU_NAME.get(gpu.name) ?? gpu.model.split(" ")[1]),
    vCpus: type.vCpus,
    memoryMiB: type.memoryGiB * 1024,
    gpus: type.gpus,
    gpuMemoryMiB: gpu?.ec2MemoryMiB ?? 0,
    efaInterfaces: type.efaInterfaces,
    networkCards: type.networkCards,
    maxInterfaces: type.maxInterfaces,
    ipv4PerInterface: type.ipv4PerInterface,
    localNvmeGB: type.localNvmeGB ?? 0,
    capacityBlock: type.capacityBlock,
    bareMetal: type.bareMetal,
    architecture: String(type.architecture),
  };
}

function answersOf(answer: Ec2Answer): ReturnType<typeof numbersOf> {
  const [gpu] = answer.GpuInfo?.Gpus ?? [];
  const network = answer.NetworkInfo;
  return {
    gpuName: gpu?.Name,
    vCpus: answer.VCpuInfo.DefaultVCpus,
    memoryMiB: answer.MemoryInfo.SizeInMiB,
    gpus: gpu?.Count ?? 0,
    gpuMemoryMiB: gpu?.MemoryInfo.SizeInMiB ?? 0,
    efaInterfaces: network.EfaInfo?.MaximumEfaInterfaces ?? 0,
    networkCards: network.MaximumNetworkCards,
    maxInterfaces: network.MaximumNetworkInterfaces,
    ipv4PerInterface: network.Ipv4AddressesPerInterface,
    localNvmeGB: answer.InstanceStorageInfo?.TotalSizeInGB ?? 0,
    capacityBlock: answer.SupportedUsageClasses.includes("capacity-block"),
    bareMetal: answer.BareMetal,
    architecture: answer.ProcessorInfo.SupportedArchitectures.join(" "),
  };
}
