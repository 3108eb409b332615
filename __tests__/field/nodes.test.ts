import { type AwsResource, statement } from "../aws-synth";
import { CLOUDS, cloudNamed, type SynthesizedCloud } from "./clouds";

type Named = readonly (readonly [part: string, spec: AwsResource])[];

function nodeClasses(cloud: SynthesizedCloud): Named {
  return parts(cloud, "nodeClasses");
}

function nodePools(cloud: SynthesizedCloud): Named {
  return parts(cloud, "nodePools");
}

function parts(cloud: SynthesizedCloud, key: string): Named {
  const found = Object.entries<AwsResource>(cloud.release("pools")[key]);
  expect(found.length).toBeGreaterThanOrEqual(cloud.platform.cloud?.pools.length ?? Number.POSITIVE_INFINITY);
  return found;
}

function selector(values: AwsResource): unknown {
  return values.nodeSelector ?? values.controller.nodeSelector;
}

function openPorts({ foundation, burst }: SynthesizedCloud): number[] {
  return [foundation, burst].flatMap((resources) =>
    resources.all("aws_vpc_security_group_ingress_rule").flatMap(({ from_port }) => from_port ?? []),
  );
}

describe.each(CLOUDS)("nodes of %s", (name) => {
  const cloud = cloudNamed(name);

  test("B1 metadata answers by token, and the node alone", () => {
    const { metadata_options } = cloud.burst.one("aws_launch_template");
    expect(metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
    for (const [part, { metadataOptions }] of nodeClasses(cloud))
      expect([part, metadataOptions]).toEqual([
        part,
        { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      ]);
  });

  test("B2 disks are encrypted by a key of ours that EC2 may use, and go with their node", () => {
    const key = cloud.burst.one("aws_kms_alias", { name: "alias/acme-cluster" });
    expect(key.target_key_id).toBe("${aws_kms_key.cluster-key.key_id}");
    expect(statement(cloud.burst.one("aws_kms_key").policy, "Disks").Action).toContain("kms:CreateGrant");
    const { block_device_mappings } = cloud.burst.one("aws_launch_template");
    expect(block_device_mappings.map(({ ebs }: AwsResource) => ebs)).toEqual([
      {
        volume_type: "gp3",
        volume_size: 100,
        encrypted: "true",
        kms_key_id: "${aws_kms_key.cluster-key.arn}",
        delete_on_termination: "true",
      },
    ]);
    for (const [part, { blockDeviceMappings }] of nodeClasses(cloud)) {
      expect([part, blockDeviceMappings.length]).toEqual([part, 1]);
      expect([part, blockDeviceMappings[0].ebs]).toEqual([
        part,
        {
          volumeType: "gp3",
          volumeSize: "200Gi",
          encrypted: true,
          kmsKeyID: `arn:aws:kms:eu-north-1:111122223333:${key.name}`,
          deleteOnTermination: true,
        },
      ]);
    }
  });

  test("B3 the system nodes' template and group each say what EKS takes from them, and no more", () => {
    const template = cloud.burst.one("aws_launch_template");
    for (const refused of [
      "iam_instance_profile",
      "network_interfaces",
      "instance_initiated_shutdown_behavior",
      "hibernation_options",
      "instance_market_options",
    ])
      expect(template).not.toHaveProperty(refused);
    const group = cloud.burst.one("aws_eks_node_group");
    for (const refused of ["disk_size", "remote_access"]) expect(group).not.toHaveProperty(refused);
  });

  test("B4 system nodes have the cluster's security group: no other is named instead of it", () => {
    expect(cloud.burst.one("aws_launch_template")).not.toHaveProperty("vpc_security_group_ids");
    for (const [part, { securityGroupSelectorTerms }] of nodeClasses(cloud))
      expect([part, securityGroupSelectorTerms[0]]).toEqual([
        part,
        { tags: { "karpenter.sh/discovery": "acme-burst" } },
      ]);
    expect(cloud.burst.one("aws_ec2_tag")).toMatchObject({
      resource_id: "${aws_eks_cluster.cluster.vpc_config[0].cluster_security_group_id}",
      key: "karpenter.sh/discovery",
      value: "acme-burst",
    });
  });

  test("B5 the instance type is in the group, and not in its template too", () => {
    expect(cloud.burst.one("aws_eks_node_group").instance_types).toHaveLength(1);
    expect(cloud.burst.one("aws_launch_template")).not.toHaveProperty("instance_type");
  });

  test("B6 no node starts with user data of ours, so none holds a secret", () => {
    expect(cloud.burst.one("aws_launch_template")).not.toHaveProperty("user_data");
    for (const [part, spec] of nodeClasses(cloud)) expect([part, "userData" in spec]).toEqual([part, false]);
  });

  test("B7 nobody logs in to a node by SSH", () => {
    expect(cloud.burst.one("aws_launch_template")).not.toHaveProperty("key_name");
    expect(cloud.burst.one("aws_eks_node_group")).not.toHaveProperty("remote_access");
    expect(cloud.burst.all("aws_key_pair")).toEqual([]);
    expect(openPorts(cloud)).not.toContain(22);
  });

  test("B8 GPU nodes start from one release of Amazon Linux, whose devices our plugin offers", () => {
    for (const [part, { amiSelectorTerms }] of nodeClasses(cloud))
      expect([part, amiSelectorTerms]).toEqual([part, [{ alias: expect.stringMatching(/^al2023@v\d{8}$/) }]]);
    expect(cloud.burst.one("aws_eks_node_group").ami_type).toBe("AL2023_x86_64_STANDARD");
    expect(cloud.release("nvidia-device-plugin").tolerations).toContainEqual({
      key: "nvidia.com/gpu",
      operator: "Exists",
      effect: "NoSchedule",
    });
  });

  test("B9 GPU nodes keep other pods off and say which GPU they have; what runs the platform is elsewhere", () => {
    const pools = cloud.platform.cloud?.pools ?? [];
    for (const [part, { template }] of nodePools(cloud)) {
      const pool = pools.find(({ name: one }) => one === template.metadata.labels["gpu.platform/pool"]);
      expect([part, template.spec.taints]).toEqual([
        part,
        pool?.gpus ? [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }] : [],
      ]);
      expect([part, template.metadata.labels["gpu.platform/gpu"]]).toEqual([part, pool?.gpus?.gpu.name]);
    }
    const group = cloud.burst.one("aws_eks_node_group");
    expect(group.taint).toBeUndefined();
    for (const release of ["karpenter", "jobset"]) expect(selector(cloud.release(release))).toEqual(group.labels);
  });

  test("B10 the autoscaler's figure is left alone, and a new group is there before the old one goes", () => {
    const group = cloud.burst.one("aws_eks_node_group");
    expect(group.lifecycle).toEqual({
      create_before_destroy: true,
      ignore_changes: ["scaling_config[0].desired_size"],
    });
    expect(group.node_group_name_prefix).toMatch(/-$/);
    expect(group.update_config).toEqual({ max_unavailable: 1 });
    expect(group.capacity_type).toBe("ON_DEMAND");
  });

  test("B11 broken system nodes are repaired, and somebody looks for what is broken", () => {
    expect(cloud.burst.one("aws_eks_node_group").node_repair_config).toEqual({ enabled: true });
    expect(cloud.burst.one("aws_eks_addon", { addon_name: "eks-node-monitoring-agent" }).cluster_name).toBe(
      "${aws_eks_cluster.cluster.name}",
    );
  });

  test("B12 nodes may join, pull images and be reached by Systems Manager, and no more", () => {
    const nodeRoles = Object.entries(cloud.burst.byAddress).filter(
      ([address, { assume_role_policy }]) =>
        address.startsWith("aws_iam_role.") &&
        JSON.parse(assume_role_policy).Statement[0].Principal.Service === "ec2.amazonaws.com",
    );
    expect(nodeRoles).toHaveLength(2);
    for (const [address] of nodeRoles) {
      const role = (attribute: string) => `\${${address}.${attribute}}`;
      const attached = cloud.burst.all("aws_iam_role_policy_attachment").filter((one) => one.role === role("name"));
      expect(attached.map(({ policy_arn }) => policy_arn.split("/")[1]).sort()).toEqual([
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonEKSWorkerNodePolicy",
        "AmazonSSMManagedInstanceCore",
      ]);
      const own = cloud.burst.all("aws_iam_role_policy").filter((one) => one.role === role("id"));
      expect(own.map(({ name: policy }) => policy)).toEqual(name === "no way out, and no Lustre" ? ["caches"] : []);
      expect(own.flatMap(({ policy }) => JSON.parse(policy).Statement[0].Action)).not.toContain("*");
    }
  });
});
