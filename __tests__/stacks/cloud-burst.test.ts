import { CloudBurstStack } from "../../stacks/cloud-burst";
import { AwsResources, statement } from "../aws-synth";
import { examplePlatform } from "../platforms";
import { synthPlatformStack } from "../synth";

type Draft = Record<string, unknown>;
type CloudDraft = Draft & { network: Draft; storage: Draft; pools: Draft[]; kubernetes: Draft };

/** The example's cluster, with its cloud side changed. */
function burst(change: (cloud: CloudDraft, file: Draft) => void = () => {}): AwsResources {
  const platform = examplePlatform((file) => change(file.cloud as CloudDraft, file));
  return new AwsResources(synthPlatformStack((app) => new CloudBurstStack(app, platform)));
}

const LUSTRE = { zone: "eu-north-1a", capacityGiB: 4800, mbpsPerTiB: 1000 };
const withLustre = (cloud: CloudDraft) => {
  cloud.storage = { lustre: LUSTRE };
};

describe("CloudBurstStack", () => {
  test("looks up the network by its names and reads no other state", () => {
    const file = JSON.parse(burst(withLustre).json);
    expect(Object.keys(file.data).sort()).toEqual(["aws_kms_alias", "aws_subnet", "aws_vpc"]);
    expect(file.data.aws_vpc.network.filter).toEqual([{ name: "tag:Name", values: ["acme-vpc"] }]);
    expect(burst().json).not.toContain("terraform_remote_state");
    expect(burst().json).not.toContain("aws_eks_cluster_auth");
  });

  test("puts the control plane into the first two zones of the file, and keeps it there", () => {
    const inZones = (...zones: string[]) => burst((cloud) => Object.assign(cloud, { zones })).one("aws_eks_cluster");
    const [a, b, c] = ["eu-north-1a", "eu-north-1b", "eu-north-1c"] as const;
    expect(inZones(b, c, a)).toEqual(inZones(b, c));
    expect(inZones(c, b)).toEqual(inZones(b, c));
    expect(inZones(a, b, c)).not.toEqual(inZones(b, c));
    expect(burst().one("aws_eks_cluster").vpc_config.subnet_ids).toEqual([
      expect.stringMatching(/^\$\{data\.aws_subnet\.network_acme-control-plane-eu-north-1a_\w+\.id\}$/),
      expect.stringMatching(/^\$\{data\.aws_subnet\.network_acme-control-plane-eu-north-1b_\w+\.id\}$/),
    ]);
  });

  test("uses the subnets of a VPC that exists, and looks up nothing of it", () => {
    const resources = burst((cloud) => {
      cloud.storage = {};
      cloud.network = {
        existing: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: { "eu-north-1a": "subnet-0123456789abcdef0", "eu-north-1b": "subnet-0123456789abcdef1" },
        },
      };
    });
    expect(resources.one("aws_eks_cluster").vpc_config.subnet_ids).toEqual([
      "subnet-0123456789abcdef0",
      "subnet-0123456789abcdef1",
    ]);
    expect(JSON.parse(resources.json).data).not.toHaveProperty("aws_vpc");
    expect(JSON.parse(resources.json).data).not.toHaveProperty("aws_subnet");
  });

  test("pins its add-ons, the ones a node needs before there is a node", () => {
    const addon = (addon_name: string) => burst().one("aws_eks_addon", { addon_name });
    const nodes = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"];
    for (const name of [...nodes, "coredns", "metrics-server", "eks-node-monitoring-agent"])
      expect(addon(name)).toMatchObject({
        addon_version: expect.stringMatching(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/),
        resolve_conflicts_on_update: "PRESERVE",
      });
    const group = burst().one("aws_eks_node_group");
    for (const name of nodes)
      expect(group.depends_on).toContainEqual(expect.stringContaining(`aws_eks_addon.node-addons_${name}`));
    expect(addon("coredns").depends_on).toEqual(["aws_eks_node_group.system-nodes"]);
  });

  test("enforces network policies, and holds few addresses ready on each node", () => {
    const { configuration_values, depends_on } = burst().one("aws_eks_addon", { addon_name: "vpc-cni" });
    expect(JSON.parse(configuration_values)).toEqual({
      enableNetworkPolicy: "true",
      env: { WARM_IP_TARGET: "2", MINIMUM_IP_TARGET: "10" },
    });
    expect(depends_on).toEqual([
      expect.stringMatching(/^aws_eks_pod_identity_association\.node-addons_vpc-cni-identity/),
    ]);
    expect(burst().one("aws_eks_pod_identity_association", { service_account: "aws-node" }).namespace).toBe(
      "kube-system",
    );
  });

  test("installs the Lustre driver where there is a Lustre file system, and only there", () => {
    const driver = { addon_name: "aws-fsx-csi-driver" };
    expect(burst(withLustre).one("aws_eks_addon", driver).addon_version).toMatch(/^v/);
    const without = burst((cloud) => {
      cloud.storage = {};
    });
    expect(() => without.one("aws_eks_addon", driver)).toThrow("0 of aws_eks_addon");
    expect(without.all("aws_fsx_lustre_file_system")).toEqual([]);
  });

  test("refuses to lose a Lustre file system that is no longer in the file, until all may go", () => {
    const kept = (resources: AwsResources) =>
      JSON.parse(resources.json).data?.aws_resourcegroupstaggingapi_resources?.lustre;
    const removed = (cloud: CloudDraft) => {
      cloud.storage = {};
    };
    const { tag_filter, lifecycle } = kept(burst(removed));
    const { tags } = burst(withLustre).one("aws_fsx_lustre_file_system");
    expect(tag_filter).toContainEqual({ key: "Name", values: [tags.Name] });
    expect(lifecycle.postcondition[0].error_message).toMatch(
      /; put cloud\.storage\.lustre back, or deploy allowDestroy: true first$/,
    );
    expect(kept(burst(withLustre))).toBeUndefined();
    const allowed = burst((cloud, file) => {
      removed(cloud);
      file.allowDestroy = true;
    });
    expect(kept(allowed)).toBeUndefined();
  });

  test("puts Lustre beside the pool, with EFA where the pool has it", () => {
    const file = burst(withLustre).one("aws_fsx_lustre_file_system");
    expect(file.subnet_ids).toEqual([expect.stringContaining("network_acme-nodes-eu-north-1a")]);
    expect(file.efa_enabled).toBe(true);
    const plain = burst((cloud) => {
      withLustre(cloud);
      cloud.pools = [{ name: "l4", instanceType: "g6.xlarge", zones: ["eu-north-1a"], maxNodes: 1 }];
    });
    expect(plain.one("aws_fsx_lustre_file_system").efa_enabled).toBeUndefined();
    expect(plain.all("aws_security_group").map(({ name }) => name)).toEqual(["acme-api", "acme-lustre"]);
  });

  test.each([
    ["onDemand", ["acme-h100"]],
    [[{ reservation: "cr-0123456789abcdef0" }, "onDemand"], ["acme-h100"]],
    [{ reservation: "cr-0123456789abcdef0" }, []],
    ["spot", []],
    [{ capacityBlock: { id: "cr-0123456789abcdef0", endsAt: "2029-12-20T11:30:00Z" } }, []],
  ])("with capacity %j of the EFA pool makes the placement groups %j", (capacity, groups) => {
    const resources = burst((cloud) => {
      const h100 = cloud.pools.find(({ name }) => name === "h100");
      Object.assign(h100 ?? {}, { capacity, ...(capacity === "spot" && { acceptInterruption: true }) });
    });
    expect(resources.all("aws_placement_group").map(({ name }) => name)).toEqual(groups);
    for (const group of resources.all("aws_placement_group")) expect(group.strategy).toBe("cluster");
  });

  test.each([
    ["onDemand", false],
    ["spot", true],
    [["onDemand", "spot"], true],
  ])("with capacity %j lets EC2 make its role for spot nodes: %j", (capacity, allowed) => {
    const resources = burst((cloud) => {
      cloud.pools = [{ ...cloud.pools[0], capacity, acceptInterruption: true }];
    });
    expect(resources.json.includes("aws-service-role/spot.amazonaws.com")).toBe(allowed);
  });

  test("moves nothing when a pool is added in front", () => {
    const before = burst();
    const after = burst((cloud) =>
      cloud.pools.unshift({ name: "a200", instanceType: "p5en.48xlarge", zone: "eu-north-1a", maxNodes: 1 }),
    );
    expect(after.byAddress).toMatchObject(before.byAddress);
    expect(after.all("aws_placement_group")).toHaveLength(before.all("aws_placement_group").length + 1);
  });

  test("lets the platform's administrators in, and each team's roles with the team's groups", () => {
    const resources = burst((_, file) => {
      for (const team of file.teams as Draft[])
        if (team.name === "vision") team.roleArns = ["arn:aws:iam::111122223333:role/vision"];
    });
    const entry = (role: string) =>
      resources.one("aws_eks_access_entry", { principal_arn: `arn:aws:iam::111122223333:role/${role}` });
    expect(entry("platform-admin").kubernetes_groups).toBeUndefined();
    expect(entry("vision").kubernetes_groups).toEqual(["acme:vision", "oidc:vision"]);
  });

  test("gives a role that two teams share the groups of both", () => {
    const shared = "arn:aws:iam::111122223333:role/shared";
    const resources = burst((_, file) => {
      file.teams = (file.teams as Draft[]).map((team) => ({ ...team, roleArns: [shared] }));
    });
    const { kubernetes_groups } = resources.one("aws_eks_access_entry", { principal_arn: shared });
    expect(kubernetes_groups).toEqual(expect.arrayContaining(["acme:vision", "oidc:vision"]));
    expect(kubernetes_groups.length).toBeGreaterThan(2);
    expect(new Set(kubernetes_groups).size).toBe(kubernetes_groups.length);
  });

  test("lets a team's runs read the datasets that name it, and no others", () => {
    const resources = burst((_, file) => {
      file.datasets = [
        { name: "road-scenes", sizeGiB: 1, home: "cloud", classification: "internal", teams: ["vision"] },
        { name: "road-signs", sizeGiB: 1, home: "cloud", classification: "internal", teams: ["speech"] },
        {
          name: "abroad",
          sizeGiB: 1,
          home: "onPrem",
          classification: "internal",
          residency: ["DE"],
          teams: ["vision"],
        },
        { name: "patient-scans", sizeGiB: 1, home: "onPrem", classification: "restricted", teams: ["vision"] },
      ];
      file.teams = ["vision", "speech"].map((name) => ({ name, groups: [`oidc:${name}`] }));
      file.runs = [];
      file.models = [];
      file.deployments = [];
    });
    const role = (team: string) => `\${aws_iam_role.teams_${team}_role_`;
    const policy = (team: string) =>
      resources.all("aws_iam_role_policy").find((one) => one.role.startsWith(role(team)))?.policy;
    const datasets = "arn:aws:s3:::acme-datasets-111122223333-eu-north-1";
    expect(statement(policy("vision"), "ReadDatasets").Resource).toEqual([`${datasets}/road-scenes/*`]);
    expect(statement(policy("speech"), "ReadDatasets").Resource).toEqual([`${datasets}/road-signs/*`]);
    expect(statement(policy("vision"), "WriteCheckpoints").Resource).toEqual([
      "arn:aws:s3:::acme-checkpoints-111122223333-eu-north-1/vision/*",
    ]);
    expect(resources.json).not.toContain("patient-scans");
    expect(resources.json).not.toContain("abroad");
  });

  test("opens the S3 Express bucket to teams that may burst, and to no other", () => {
    const resources = burst((cloud) => {
      cloud.storage = { expressZone: "eun1-az1" };
    });
    const policies = resources.all("aws_iam_role_policy");
    const policy = (team: string) =>
      policies.find(({ role }) => role.startsWith(`\${aws_iam_role.teams_${team}_role_`));
    expect(statement(policy("vision")?.policy, "HotShards")).toMatchObject({
      Action: ["s3express:CreateSession"],
      Resource: [expect.stringMatching(/^arn:aws:s3express:eu-north-1:111122223333:bucket\/acme-\S+--eun1-az1--x-s3$/)],
    });
    expect(policy("medical")?.policy).not.toContain("s3express");
  });

  test("gives a team's identity to the runs of its namespace in this cluster alone", () => {
    const association = burst().one("aws_eks_pod_identity_association", { namespace: "acme-vision" });
    expect(association.service_account).toBe("runs");
    const role = burst().one("aws_iam_role", { name: "acme-team-vision" });
    expect(statement(role.assume_role_policy, "PodIdentity").Condition.StringEquals).toEqual({
      "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:eu-north-1:111122223333:cluster/acme-burst",
      "aws:RequestTag/kubernetes-namespace": "acme-vision",
      "aws:RequestTag/kubernetes-service-account": "runs",
    });
  });

  test("lets served models read their own versions, and write nothing", () => {
    const served = burst((_, file) => {
      file.models = (file.models as Draft[]).filter(({ name }) => name === "road-detector");
    });
    const association = served.one("aws_eks_pod_identity_association", { namespace: "acme-inference" });
    expect(association.service_account).toBe("inference");
    const { policy } = served.all("aws_iam_role_policy").find((one) => one.role.includes("aws_iam_role.inference")) ?? {
      policy: "",
    };
    expect(statement(policy, "ReadModels").Resource).toEqual([
      "arn:aws:s3:::acme-models-111122223333-eu-north-1/road-detector/*",
    ]);
    expect(policy).not.toContain("s3:PutObject");
  });

  test("names nothing that is restricted", () => {
    const { json } = burst();
    for (const name of ["patient", "scan-segmenter", "restricted"]) expect(json).not.toContain(name);
  });

  test("lets on-prem reach the API over a link, and only over a link, and no node", () => {
    const rules = (resources: AwsResources) =>
      resources.all("aws_vpc_security_group_ingress_rule").filter(({ cidr_ipv4 }) => cidr_ipv4 !== undefined);
    const linked = burst();
    expect(
      rules(linked)
        .map(({ cidr_ipv4 }) => cidr_ipv4)
        .sort(),
    ).toEqual(["10.20.0.0/16", "10.244.0.0/16"]);
    for (const { security_group_id } of rules(linked)) expect(security_group_id).toBe("${aws_security_group.api.id}");
    expect(linked.one("aws_eks_cluster").vpc_config.security_group_ids).toEqual(["${aws_security_group.api.id}"]);
    const apart = burst((cloud) => {
      cloud.link = "none";
      cloud.kubernetes.publicAccessCidrs = ["198.51.100.0/24"];
    });
    expect(rules(apart)).toEqual([]);
    expect(apart.all("aws_security_group").map(({ name }) => name)).not.toContain("acme-api");
    expect(apart.one("aws_eks_cluster").vpc_config).not.toHaveProperty("security_group_ids");
  });

  test("attaches no policy that allows everything", () => {
    const resources = burst();
    const actions = resources
      .all("aws_iam_role_policy")
      .flatMap(({ policy }) => JSON.parse(policy).Statement)
      .flatMap((one: { Action: string[] }) => one.Action);
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.filter((action) => action === "*" || action.endsWith(":*"))).toEqual([]);
    for (const { policy_arn } of resources.all("aws_iam_role_policy_attachment"))
      expect(policy_arn).not.toMatch(/AdministratorAccess|FullAccess/);
  });
});
