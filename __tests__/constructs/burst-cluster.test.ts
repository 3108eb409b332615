import { BurstCluster, type BurstClusterProps } from "../../constructs/burst-cluster";
import { LOCATION, statement, synthAws } from "../aws-synth";

const KEY = "arn:aws:kms:eu-north-1:111122223333:key/1";
const PROPS: BurstClusterProps = {
  location: LOCATION,
  name: "acme-burst",
  version: "1.35",
  roleName: "acme-cluster",
  subnetIds: ["subnet-a", "subnet-b"],
  serviceCidr: "172.20.0.0/16",
  keyArn: KEY,
  logGroupName: "/aws/eks/acme-burst/cluster",
  discoveryTags: { "karpenter.sh/discovery": "acme-burst" },
};
const build = (overrides: Partial<BurstClusterProps> = {}) =>
  synthAws((stack) => new BurstCluster(stack, "cluster", { ...PROPS, ...overrides }));

describe("BurstCluster", () => {
  test("is reached from the VPC alone", () => {
    expect(build().one("aws_eks_cluster").vpc_config).toEqual({
      subnet_ids: ["subnet-a", "subnet-b"],
      endpoint_private_access: true,
      endpoint_public_access: false,
    });
  });

  test("opens its API to the ranges that are listed, and no further", () => {
    const { vpc_config } = build({ publicAccessCidrs: ["198.51.100.0/24"] }).one("aws_eks_cluster");
    expect(vpc_config).toMatchObject({
      endpoint_private_access: true,
      endpoint_public_access: true,
      public_access_cidrs: ["198.51.100.0/24"],
    });
  });

  test("knows access entries alone, and its maker is no administrator", () => {
    expect(build().one("aws_eks_cluster").access_config).toEqual({
      authentication_mode: "API",
      bootstrap_cluster_creator_admin_permissions: false,
    });
  });

  test("encrypts Secrets, stays in standard support and brings no add-ons of its own", () => {
    expect(build().one("aws_eks_cluster")).toMatchObject({
      encryption_config: { resources: ["secrets"], provider: { key_arn: KEY } },
      upgrade_policy: { support_type: "STANDARD" },
      bootstrap_self_managed_addons: false,
    });
  });

  test("writes every log to an encrypted group that is there before it, and is kept a year", () => {
    const cluster = build().one("aws_eks_cluster");
    expect(cluster.enabled_cluster_log_types).toEqual([
      "api",
      "audit",
      "authenticator",
      "controllerManager",
      "scheduler",
    ]);
    expect(cluster.depends_on).toContainEqual(expect.stringMatching(/^aws_cloudwatch_log_group\.cluster_log_/));
    expect(build().one("aws_cloudwatch_log_group")).toEqual({
      name: "/aws/eks/acme-burst/cluster",
      kms_key_id: KEY,
      retention_in_days: 365,
    });
  });

  test("tags the nodes' security group for Karpenter", () => {
    expect(build().one("aws_ec2_tag")).toMatchObject({
      resource_id: "${aws_eks_cluster.cluster.vpc_config[0].cluster_security_group_id}",
      key: "karpenter.sh/discovery",
      value: "acme-burst",
    });
  });

  test("lets its role be taken by EKS for this account, and use the one key", () => {
    const role = build().one("aws_iam_role");
    expect(statement(role.assume_role_policy, "Trust")).toMatchObject({
      Principal: { Service: "eks.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
    expect(statement(build().one("aws_iam_role_policy").policy, "EncryptSecrets").Resource).toEqual([KEY]);
  });

  test("gives its control plane the security groups that are named, and opens no port of the one that nodes have", () => {
    const named = build({ securityGroupIds: ["sg-api"] });
    expect(named.one("aws_eks_cluster").vpc_config.security_group_ids).toEqual(["sg-api"]);
    expect(named.all("aws_vpc_security_group_ingress_rule")).toEqual([]);
  });

  test("fails when it is open to everyone, or in one zone", () => {
    expect(() => build({ publicAccessCidrs: ["0.0.0.0/0"], subnetIds: ["subnet-a"] })).toThrow(
      "[test/cluster] cannot be built:\n" +
        "  - publicAccessCidrs must not open the API to everyone, got 0.0.0.0/0; list your own egress addresses\n" +
        "  - subnetIds must be of at least two zones, got 1",
    );
  });
});
