import { emulatedAccount } from "../../../sandbox/platform/emulated-account";
import { onPremNodes } from "../../../sandbox/platform/on-prem-nodes";
import { cloudCluster } from "../../../sandbox/platform/simulated-clusters";
import type { Platform } from "../../../spec/platform";
import { examplePlatform, onPremOnly } from "../../platforms";

type Draft = Record<string, unknown>;

function onPremOf({ onPrem }: Platform) {
  if (!onPrem) throw new Error("no on-prem side");
  return onPrem;
}

describe("the nodes of an inventory", () => {
  const nodes = onPremNodes(onPremOf(examplePlatform()));
  const node = (name: string) => nodes.find((one) => one.name === name);

  test("are all there, and one more for what runs the cluster", () => {
    expect(nodes.map(({ name }) => name)).toEqual([
      "fra1-system",
      "fra1-gpu-03",
      "fra1-gpu-04",
      "fra1-cpu-01",
      "fra1-cpu-02",
      "fra1-gpu-01",
      "fra1-gpu-02",
    ]);
  });

  test("have the units of their pool, whole or in slices, and the taint of their registration", () => {
    expect(node("fra1-gpu-03")).toMatchObject({ capacity: { "nvidia.com/gpu": "8" } });
    expect(node("fra1-gpu-01")).toMatchObject({
      capacity: { "nvidia.com/mig-1g.10gb": "56" },
      taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
    });
  });

  test("have no GPU and no taint where the pool has none, and the CPUs that the file says", () => {
    expect(node("fra1-cpu-01")).toEqual({
      name: "fra1-cpu-01",
      labels: {},
      taints: [],
      capacity: { cpu: "32", memory: "128Gi" },
    });
  });

  test("bear no label that a state is to write", () => {
    expect(nodes.map(({ labels }) => labels)).toEqual(nodes.map(() => ({})));
  });
});

describe("the AWS account of a platform", () => {
  test("is none without a cloud side", () => {
    expect(emulatedAccount(onPremOnly())).toBeUndefined();
  });

  test("has the file's account, region and state bucket, and the types of its pools", () => {
    expect(emulatedAccount(examplePlatform())).toMatchObject({
      account: "111122223333",
      region: "eu-north-1",
      stateBucket: { name: "acme-tfstate", region: "eu-north-1" },
      instanceTypes: ["g6.xlarge", "m7i.2xlarge", "m7i.4xlarge", "m7i.large", "m7i.xlarge", "p5.48xlarge"],
      reservations: [],
      networks: [],
      connections: [],
    });
  });

  test("has what the file names by id: reservations as large as their pool, a VPC, a connection", () => {
    const platform = examplePlatform((file) => {
      const cloud = file.cloud as Draft;
      const [h100] = cloud.pools as Draft[];
      if (h100) h100.capacity = { reservation: "cr-0123456789abcdef0" };
      cloud.network = {
        existing: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: { "eu-north-1a": "subnet-0123456789abcdef0", "eu-north-1b": "subnet-0123456789abcdef1" },
        },
      };
      cloud.link = { directConnect: { connectionId: "dxcon-fg1234ab", vlan: 101, asn: 65010, mbps: 1000 } };
    });
    expect(emulatedAccount(platform)).toMatchObject({
      reservations: [{ id: "cr-0123456789abcdef0", instanceType: "p5.48xlarge", zone: "eu-north-1a", count: 4 }],
      networks: [
        {
          vpcId: "vpc-0123456789abcdef0",
          subnets: {
            "eu-north-1a": { id: "subnet-0123456789abcdef0", cidr: "10.0.0.0/19" },
            "eu-north-1b": { id: "subnet-0123456789abcdef1", cidr: "10.0.32.0/19" },
          },
        },
      ],
      connections: [{ id: "dxcon-fg1234ab" }],
    });
  });
});

const ENGINES = { file: (name: string) => `/engines/${name}` };

describe("the cluster behind EKS", () => {
  const aws = { url: "http://127.0.0.1:1", variables: {} };

  test("has the name that EKS gives it as its context, and no node of its own", () => {
    const platform = examplePlatform();
    if (!platform.cloud) throw new Error("no cloud side");
    expect(cloudCluster(platform, platform.cloud, aws, ENGINES)).toMatchObject({ context: "acme-burst", nodes: [] });
  });

  test("has another context where on-prem's has that name already", () => {
    const platform = examplePlatform((file) => {
      ((file.onPrem as Draft).kubernetes as Draft).context = "acme-burst";
    });
    if (!platform.cloud) throw new Error("no cloud side");
    expect(cloudCluster(platform, platform.cloud, aws, ENGINES).context).toBe("acme-burst-eks");
  });
});
