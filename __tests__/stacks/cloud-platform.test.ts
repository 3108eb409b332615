import type { Cloud, Platform } from "../../spec/platform";
import { CloudPlatformStack } from "../../stacks/cloud-platform";
import { helmValues, type Resource, resource } from "../kubernetes-synth";
import { cloudPool, type Hybrid, hybrid } from "../pools";
import { byAddress, synthPlatformStack } from "../synth";

function synth(platform: Platform & { readonly cloud: Cloud } = hybrid()): string {
  return synthPlatformStack((app) => new CloudPlatformStack(app, platform, platform.cloud));
}

function stack(platform: Platform & { readonly cloud: Cloud } = hybrid()): Record<string, Resource> {
  return byAddress(synth(platform));
}

function withCloud(overrides: Partial<Cloud>): Hybrid {
  return hybrid({ cloud: { ...hybrid().cloud, ...overrides } });
}

function releaseValues(name: string, platform?: Platform & { readonly cloud: Cloud }): Resource {
  return helmValues(resource(stack(platform), "helm_release", name));
}

describe("CloudPlatformStack", () => {
  test("finds the cluster by name and logs in by a token for each call", () => {
    const { data, provider } = JSON.parse(synth());
    const { "//": _, ...cluster } = data.aws_eks_cluster.cluster;
    expect(cluster).toEqual({ name: "acme-burst" });
    const exec = {
      api_version: "client.authentication.k8s.io/v1",
      command: "aws",
      args: ["eks", "get-token", "--cluster-name", "acme-burst", "--region", "eu-north-1", "--output", "json"],
    };
    expect(provider.kubernetes).toEqual([
      {
        host: "${data.aws_eks_cluster.cluster.endpoint}",
        cluster_ca_certificate: "${base64decode(data.aws_eks_cluster.cluster.certificate_authority[0].data)}",
        exec: [exec],
      },
    ]);
    expect(provider.helm[0].kubernetes).toEqual({ ...provider.kubernetes[0], exec });
  });

  test("touches no account but the platform's", () => {
    expect(JSON.parse(synth()).provider.aws[0]).toMatchObject({
      region: "eu-north-1",
      allowed_account_ids: ["111122223333"],
    });
  });

  test("makes nothing in AWS", () => {
    expect(Object.keys(JSON.parse(synth()).resource).filter((type) => type.startsWith("aws_"))).toEqual([]);
  });

  test("starts nodes by the names that the cluster's own state has made", () => {
    expect(releaseValues("karpenter").settings).toMatchObject({
      clusterName: "acme-burst",
      interruptionQueue: "acme-karpenter",
    });
    const { "h100-on-demand": h100, "l4-spot": l4 } = releaseValues("pools").nodeClasses;
    expect(h100).toMatchObject({
      instanceProfile: "acme-pool-node",
      subnetSelectorTerms: [{ tags: { Name: "acme-nodes-eu-north-1a" } }],
      securityGroupSelectorTerms: [{ tags: { "karpenter.sh/discovery": "acme-burst" } }, { name: "acme-efa" }],
      placementGroupSelector: { name: "acme-h100" },
    });
    expect(h100.networkInterfaces).toHaveLength(33);
    expect(l4.subnetSelectorTerms).toHaveLength(2);
    expect(l4.securityGroupSelectorTerms).toEqual([{ tags: { "karpenter.sh/discovery": "acme-burst" } }]);
    expect(l4).not.toHaveProperty("placementGroupSelector");
  });

  test("lets nodes take as many pods as their subnets are sized for", () => {
    const pods = (nodeClasses: Resource) =>
      Object.fromEntries(Object.entries(nodeClasses).map(([part, { kubelet }]) => [part, kubelet.maxPods]));
    expect(pods(releaseValues("pools").nodeClasses)).toMatchObject({ "h100-on-demand": 32, "l4-spot": 32 });
    const pools = [cloudPool("wide", "m7i.8xlarge"), cloudPool("narrow", "m7i.large")];
    expect(pods(releaseValues("pools", withCloud({ pools })).nodeClasses)).toEqual({
      "wide-on-demand": 48,
      "narrow-on-demand": 27,
    });
  });

  test("uses the subnets of a network that exists, by their ids", () => {
    const privateSubnetIds = { "eu-north-1a": "subnet-0a", "eu-north-1b": "subnet-0b" };
    const network = {
      existing: { vpcId: "vpc-0", privateSubnetIds },
      services: "172.20.0.0/16",
      egress: "nat",
    } as const;
    expect(releaseValues("pools", withCloud({ network })).nodeClasses["h100-on-demand"].subnetSelectorTerms).toEqual([
      { id: "subnet-0a" },
    ]);
  });

  test("tags what Karpenter starts as everything is, and escapes it once", () => {
    const platform = hybrid({ tags: { note: "${path.root}" } });
    const { values } = resource(stack(platform), "helm_release", "pools");
    expect(values[0]).toContain("note: $${path.root}");
    expect(releaseValues("pools").nodeClasses["l4-spot"].tags).toEqual({
      "cost-center": "4711",
      "gpu.platform/name": "acme",
      "gpu.platform/owner": "ml-platform@acme.example",
      "gpu.platform/pool": "l4",
    });
  });

  test("labels GPU nodes as flavors and device plugins look for them, and keeps other pods off", () => {
    const { "h100-on-demand": h100, "prep-on-demand": prep } = releaseValues("pools").nodePools;
    expect(h100.template.metadata.labels).toEqual({
      "gpu.platform/pool": "h100",
      "gpu.platform/gpu": "h100-80gb",
      "gpu.platform/gpu-memory-gib": "80",
    });
    expect(h100.template.spec.taints).toEqual([{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }]);
    expect(prep.template.metadata.labels).toEqual({ "gpu.platform/pool": "prep" });
    expect(prep.template.spec.taints).toEqual([]);
    const { flavors } = releaseValues("queues");
    expect(h100.template.metadata.labels).toMatchObject(flavors["acme-cloud-h100"].nodeLabels);
  });

  test("turns Karpenter's alpha gates on only for pools that need them", () => {
    const gates = (...pools: Cloud["pools"]) => releaseValues("karpenter", withCloud({ pools })).settings.featureGates;
    const zones = ["eu-north-1a", "eu-north-1b"];
    expect(gates(cloudPool("l4", "g6.xlarge", { zones }))).toEqual({ staticCapacity: false, nodeOverlay: false });
    expect(gates(cloudPool("l4", "g6.xlarge", { zones, minNodes: 1 })).staticCapacity).toBe(true);
    expect(gates(cloudPool("h100", "p5.48xlarge")).nodeOverlay).toBe(true);
  });

  test("installs device plugins only for devices that are there", () => {
    const names = (pools: Cloud["pools"]) => Object.values(stack(withCloud({ pools }))).map(({ name }) => name);
    expect(names([cloudPool("prep", "m7i.4xlarge")])).not.toContain("nvidia-device-plugin");
    expect(names([cloudPool("l4", "g6.xlarge")])).toContain("nvidia-device-plugin");
    expect(names([cloudPool("l4", "g6.xlarge")])).not.toContain("aws-efa-k8s-device-plugin");
    expect(names([cloudPool("h100", "p5.48xlarge")])).toContain("aws-efa-k8s-device-plugin");
  });

  test("runs the platform's controllers on the system nodes, never on nodes that they start", () => {
    const system = { "gpu.platform/nodes": "system" };
    expect(releaseValues("karpenter").nodeSelector).toEqual(system);
    expect(releaseValues("kueue").controllerManager.nodeSelector).toEqual(system);
    expect(releaseValues("jobset").controller.nodeSelector).toEqual(system);
  });

  test("takes images from the account's own registry where the network has no way out", () => {
    const registry = "111122223333.dkr.ecr.eu-north-1.amazonaws.com";
    const closed = withCloud({ network: { ...hybrid().cloud.network, egress: "none" } });
    expect(releaseValues("karpenter", closed).controller.image.repository).toBe(
      `${registry}/acme/public/karpenter/controller`,
    );
    expect(releaseValues("karpenter", closed).settings.isolatedVPC).toBe(true);
    expect(releaseValues("kueue", closed).controllerManager.manager.image.repository).toBe(
      `${registry}/acme/k8s/kueue/kueue`,
    );
    expect(releaseValues("jobset", closed).image.repository).toBe(`${registry}/acme/k8s/jobset/jobset`);
    expect(releaseValues("kueue").controllerManager).not.toHaveProperty("manager");
  });

  test("waits for nodes that start, and sends nothing further", () => {
    const { controllerManagerConfigYaml } = releaseValues("kueue").managerConfig;
    expect(controllerManagerConfigYaml).toContain("timeout: 30m");
    expect(controllerManagerConfigYaml).not.toContain("multiKueue:");
  });

  test("knows nothing of restricted data", () => {
    const json = synth(
      hybrid({
        teams: hybrid().teams.map((team) => ({ ...team, name: team.name === "speech" ? "medical" : team.name })),
      }),
    );
    expect(json).not.toMatch(/restricted-|-restricted|patient-scans|scan-segmenter/);
  });

  test("lets members of a federated team look, and those of a cloud alone submit", () => {
    const verbs = (platform: Platform & { readonly cloud: Cloud }): string[] =>
      resource(stack(platform), "kubernetes_cluster_role_v1").rule.flatMap((rule: Resource) => rule.verbs);
    const { onPrem: _, ...alone } = hybrid();
    expect(verbs(hybrid())).not.toContain("create");
    expect(verbs(alone)).toContain("create");
  });

  test("knows a team's people by the groups of the file and by the group of their AWS roles", () => {
    const bindings = Object.entries(stack()).filter(([address]) => address.includes("teams_vision_members"));
    const [[, { subject }] = ["", {}]] = bindings;
    expect(subject.map(({ name }: Resource) => name)).toEqual(["oidc:vision", "acme:vision"]);
  });

  test("has Karpenter before its pools, so that nodes are gone before it is", () => {
    expect(resource(stack(), "helm_release", "pools").depends_on).toEqual([
      "helm_release.karpenter",
      "kubernetes_namespace_v1.system",
    ]);
  });

  test("does not touch a pool's objects when another is added before it", () => {
    const { cloud } = hybrid();
    const before = releaseValues("pools");
    const pools = [cloudPool("a100", "p4d.24xlarge"), ...cloud.pools];
    expect(releaseValues("pools", withCloud({ pools }))).toMatchObject(before);
  });
});

describe("Lustre's volumes", () => {
  test("are the folders that each team may see, at the address that the file system's own state wrote down", () => {
    const platform = hybrid();
    const release = resource(stack(platform), "helm_release", "lustre-volumes");
    const { zone, volumes } = helmValues(release);
    expect(zone).toBe("eu-north-1a");
    for (const { name } of platform.teams) {
      expect(volumes[`lustre-acme-${name}-checkpoints`]).toEqual({
        namespace: `acme-${name}`,
        claim: "checkpoints",
        folder: `checkpoints/${name}`,
        readOnly: false,
      });
    }
    for (const volume of Object.values<Resource>(volumes))
      expect(volume.folder.startsWith("datasets/")).toBe(volume.readOnly);
    expect(release.set.map(({ name }: Resource) => name)).toEqual([
      "fileSystem.id",
      "fileSystem.dnsName",
      "fileSystem.mountName",
    ]);
    const parameters = Object.values<Resource>(JSON.parse(synth(platform)).data.aws_ssm_parameter);
    expect(parameters.map(({ name }) => name)).toContain("/acme/lustre");
  });

  test("are not there without a file system", () => {
    const none = stack(withCloud({ storage: {} }));
    expect(Object.keys(none).filter((address) => address.includes("lustre"))).toEqual([]);
  });
});
