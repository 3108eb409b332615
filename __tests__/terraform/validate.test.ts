import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { validateStates } from "../../cli/validate";
import type { Platform } from "../../spec/platform";
import { hostilePlatform } from "../hostile-platform";
import { cloudOnly, exampleFile, examplePlatform, onPremOnly } from "../platforms";
import { soundPlatform, synthesizeInto } from "../states";
import { cliConfiguration, inScratch, validated } from "./terraform";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

const changed = (change: (file: File) => void) => () => soundPlatform(exampleFile(change));

const SUBNETS = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: { "eu-north-1a": "subnet-0123456789abcdef0", "eu-north-1b": "subnet-0123456789abcdef1" },
};

/** Platforms whose states differ in kind. */
const PLATFORMS: readonly (readonly [name: string, platform: () => Platform, stacks: number])[] = [
  ["the example", examplePlatform, 7],
  ["on-prem alone", onPremOnly, 2],
  ["the cloud alone", cloudOnly, 4],
  [
    "spot, a reservation and a Capacity Block, in order of preference, and nodes that stay up",
    changed((file) => {
      file.cloud.pools[0].capacity = [
        { capacityBlock: { id: "cr-0123456789abcdef1", endsAt: "2029-12-20T11:30:00Z" } },
        { reservation: "cr-0123456789abcdef0" },
        "onDemand",
      ];
      file.cloud.pools[1].minNodes = 1;
    }),
    7,
  ],
  [
    "Direct Connect",
    changed((file) => {
      file.cloud.link = { directConnect: { connectionId: "dxcon-fg5678gh", vlan: 310, asn: 65010, mbps: 10000 } };
    }),
    7,
  ],
  [
    "no link, and the API in public",
    changed((file) => {
      file.cloud.link = "none";
      file.cloud.kubernetes.publicAccessCidrs = ["198.51.100.0/24"];
    }),
    7,
  ],
  [
    "a VPC that exists",
    changed((file) => {
      file.cloud.network = { existing: SUBNETS, services: "172.20.0.0/16" };
    }),
    7,
  ],
  [
    "no way out",
    changed((file) => {
      file.cloud.network.egress = "none";
    }),
    7,
  ],
  [
    "a gateway in every zone, and hot shards in one",
    changed((file) => {
      file.cloud.network.egress = "natPerZone";
      file.cloud.storage.expressZone = "eun1-az1";
    }),
    7,
  ],
  [
    "a teardown, with state on this machine",
    changed((file) => {
      file.allowDestroy = true;
      file.state = { local: {} };
    }),
    7,
  ],
  [
    "an object store of its own",
    changed((file) => {
      file.onPrem.objectStore = { provision: { kind: "seaweedfs", capacityTiB: 200, storageClass: "local-nvme" } };
    }),
    7,
  ],
  [
    "Ceph by Rook, and a GPU operator that is there",
    changed((file) => {
      file.onPrem.existing = ["gpuOperator"];
      file.onPrem.objectStore = {
        provision: { kind: "rook-ceph", capacityTiB: 200, storageClass: "local-nvme-block" },
      };
    }),
    7,
  ],
  [
    "time slices, and a model that wakes from zero",
    changed((file) => {
      file.onPrem.pools[1].sharing = { timeSlices: 4 };
      file.runs = file.runs.filter((run: File) => run.name !== "scan-segmenter");
      file.deployments[1].canary = undefined;
      file.deployments[1].replicas = { min: 0, max: 4 };
    }),
    7,
  ],
  ["templates in free texts", hostilePlatform, 7],
];

describe("terraform validate, with real providers", () => {
  test.each(PLATFORMS)("accepts every state of %s", async (_name, platform, stacks) => {
    const validations = await validated(platform());
    expect(validations).toHaveLength(stacks);
    expect(validations.filter(({ result }) => result !== "valid")).toEqual([]);
  });

  test("refuses a state with an argument that its provider does not know, and leaves the files as they are", async () => {
    const cliConfigFile = await cliConfiguration(["kubernetes", "helm"]);
    await inScratch(async (folder) => {
      const outdir = join(folder, "cdktf.out");
      synthesizeInto(outdir, onPremOnly());
      const file = join(outdir, "stacks", "on-prem", "cdk.tf.json");
      const text = readFileSync(file, "utf8").replace('"force": true', '"forced": true');
      writeFileSync(file, text);
      const [validation] = await validateStates(outdir, ["on-prem"], cliConfigFile);
      expect(validation?.result).toBe("invalid");
      expect(validation?.output).toContain('No argument or block type is named "forced"');
      expect(readFileSync(file, "utf8")).toBe(text);
      expect(readdirSync(join(outdir, "stacks", "on-prem")).sort()).toEqual(["assets", "cdk.tf.json"]);
    });
  });
});
