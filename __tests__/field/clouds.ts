import type { Platform } from "../../spec/platform";
import { AwsResources } from "../aws-synth";
import { byAddress, helmValues, type Resource, resource } from "../kubernetes-synth";
import { exampleFile } from "../platforms";
import { type Synthesized, soundPlatform, stackText, synthesized } from "../states";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

/** One platform's cloud side, synthesized. */
export interface SynthesizedCloud {
  readonly platform: Platform;
  readonly files: Synthesized;
  readonly foundation: AwsResources;
  readonly burst: AwsResources;
  /** Values of a release of `cloud-platform`. */
  readonly release: (name: string) => Resource;
}

/** The example with its file changed, synthesized; every rule holds. */
export function cloudOf(change: (file: File) => void = () => {}): SynthesizedCloud {
  const platform = soundPlatform(exampleFile(change));
  const files = synthesized(platform);
  const inside = byAddress(stackText(files, "cloud-platform"));
  return {
    platform,
    files,
    foundation: new AwsResources(stackText(files, "cloud-foundation")),
    burst: new AwsResources(stackText(files, "cloud-burst")),
    release: (name) => helmValues(resource(inside, "helm_release", name)),
  };
}

/** A list of its own for each pool: the file would name one twice by an alias, and those are not read. */
const zones = () => ["eu-north-1a", "eu-north-1b"];
const ZONE = "eu-north-1a";

/** A pool of each kind of capacity, with EFA and without, in one zone and in two, with nodes that stay up and without GPUs. */
const EVERY_POOL = [
  { name: "placed", instanceType: "p4d.24xlarge", zone: ZONE, minNodes: 1, maxNodes: 2 },
  {
    name: "reserved",
    instanceType: "p5.48xlarge",
    zone: ZONE,
    maxNodes: 4,
    capacity: [{ reservation: "cr-0123456789abcdef0" }, "onDemand"],
  },
  {
    name: "block",
    instanceType: "p5en.48xlarge",
    zone: ZONE,
    maxNodes: 2,
    capacity: { capacityBlock: { id: "cr-0123456789abcdef1", endsAt: "2029-12-20T11:30:00Z" } },
  },
  {
    name: "near-spot",
    instanceType: "g6e.48xlarge",
    zone: ZONE,
    maxNodes: 2,
    capacity: "spot",
    acceptInterruption: true,
  },
  {
    name: "l4",
    instanceType: "g6.xlarge",
    zones: zones(),
    maxNodes: 6,
    capacity: "spot",
    acceptInterruption: true,
  },
  { name: "wide", instanceType: "g6.12xlarge", zones: zones(), maxNodes: 3 },
  { name: "prep", instanceType: "m7i.4xlarge", zones: zones(), maxNodes: 10 },
];

function everyPool(file: File): void {
  file.cloud.pools = EVERY_POOL;
  file.cloud.storage.expressZone = "eun1-az1";
  for (const team of file.teams) if (team.burst) team.burst = { reserved: 32 };
}

/** What a platform file may ask of the cloud side, each kind of it once: the link, the network, pools and storage. */
const CHANGES: Readonly<Record<string, (file: File) => void>> = {
  "the example": () => {},
  "every kind of pool, Lustre and Express": everyPool,
  "Direct Connect, a NAT gateway in every zone": (file) => {
    file.cloud.link = { directConnect: { connectionId: "dxcon-ffabc123", vlan: 310, asn: 65010, mbps: 10000 } };
    file.cloud.network.egress = "natPerZone";
  },
  "no link, and an API that on-prem reaches over the internet": (file) => {
    file.cloud.link = "none";
    file.cloud.kubernetes.publicAccessCidrs = ["198.51.100.0/24"];
  },
  "no way out, and no Lustre": (file) => {
    file.cloud.network.egress = "none";
    file.cloud.storage = {};
  },
  "a VPC that exists": (file) => {
    const privateSubnetIds = {
      "eu-north-1a": "subnet-0123456789abcdef0",
      "eu-north-1b": "subnet-0123456789abcdef1",
    };
    file.cloud.network = {
      existing: { vpcId: "vpc-0123456789abcdef0", privateSubnetIds },
      services: "172.20.0.0/16",
    };
  },
  "a platform on its way down": (file) => {
    file.allowDestroy = true;
  },
};

/** Names of platforms that differ in what they ask of the cloud side. */
export const CLOUDS: readonly string[] = Object.keys(CHANGES);

/** The platform of {@link CLOUDS} of that name, synthesized. */
export function cloudNamed(name: string): SynthesizedCloud {
  const change = CHANGES[name];
  if (!change) throw new Error(`there is no cloud ${name}`);
  return cloudOf(change);
}
