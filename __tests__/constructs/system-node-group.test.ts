import { SystemNodeGroup, type SystemNodeGroupProps } from "../../constructs/system-node-group";
import { synthAws } from "../aws-synth";

const PROPS: SystemNodeGroupProps = {
  name: "acme-system",
  clusterName: "acme-burst",
  version: "1.35",
  imageRelease: "1.35.6-20260714",
  roleArn: "arn:aws:iam::111122223333:role/acme-system-node",
  subnetIds: ["subnet-a", "subnet-b"],
  keyArn: "arn:aws:kms:eu-north-1:111122223333:key/1",
  labels: { "gpu.platform/nodes": "system" },
  tags: { "gpu.platform/name": "acme" },
  after: [],
};
const build = (overrides: Partial<SystemNodeGroupProps> = {}) =>
  synthAws((stack) => new SystemNodeGroup(stack, "system", { ...PROPS, ...overrides }));

describe("SystemNodeGroup", () => {
  test("answers metadata by token alone, and to the node alone", () => {
    expect(build().one("aws_launch_template").metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
  });

  test("has one encrypted gp3 disk that goes with its node", () => {
    expect(build({ rootVolumeGiB: 200 }).one("aws_launch_template").block_device_mappings).toEqual([
      {
        device_name: "/dev/xvda",
        ebs: {
          volume_type: "gp3",
          volume_size: 200,
          encrypted: "true",
          kms_key_id: PROPS.keyArn,
          delete_on_termination: "true",
        },
      },
    ]);
  });

  test("runs one release of EKS's image, so that a node of next year is the same as today's", () => {
    expect(build().one("aws_eks_node_group")).toMatchObject({
      ami_type: "AL2023_x86_64_STANDARD",
      version: "1.35",
      release_version: "1.35.6-20260714",
    });
  });

  test("leaves to the node group what EKS refuses in a launch template, and to the template what it refuses in the group", () => {
    const template = build().one("aws_launch_template");
    for (const key of [
      "instance_type",
      "iam_instance_profile",
      "network_interfaces",
      "vpc_security_group_ids",
      "key_name",
    ])
      expect(template[key]).toBeUndefined();
    const group = build().one("aws_eks_node_group");
    expect([group.disk_size, group.remote_access, group.taint]).toEqual([undefined, undefined, undefined]);
    expect(group.instance_types).toEqual(["m7i.xlarge"]);
  });

  test("tags what it starts, which the provider's default tags do not reach", () => {
    const specifications = build().one("aws_launch_template").tag_specifications;
    expect(specifications).toEqual(
      ["instance", "volume", "network-interface"].map((resource_type) => ({
        resource_type,
        tags: { "gpu.platform/name": "acme", Name: "acme-system" },
      })),
    );
  });

  test("repairs nodes, replaces one at a time, and makes a new group before the old one goes", () => {
    expect(build().one("aws_eks_node_group")).toMatchObject({
      node_repair_config: { enabled: true },
      update_config: { max_unavailable: 1 },
      scaling_config: { min_size: 2, desired_size: 2, max_size: 4 },
      node_group_name_prefix: "acme-system-",
      lifecycle: { create_before_destroy: true, ignore_changes: ["scaling_config[0].desired_size"] },
    });
  });

  test.each([
    [{ minNodes: 0 }, "minNodes must be 1 to maxNodes (4), got 0; raise maxNodes or lower minNodes"],
    [{ minNodes: 5 }, "minNodes must be 1 to maxNodes (4), got 5; raise maxNodes or lower minNodes"],
  ])("fails on %j", (overrides, message) => {
    expect(() => build(overrides)).toThrow(`[test/system] cannot be built:\n  - ${message}`);
  });

  test("accepts 1 and maxNodes as its least", () => {
    for (const minNodes of [1, 4])
      expect(build({ minNodes }).one("aws_eks_node_group").scaling_config.min_size).toBe(minNodes);
  });
});
