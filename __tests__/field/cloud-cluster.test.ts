import { EKS_VERSIONS } from "../../catalog/eks";
import { type AwsResource, AwsResources } from "../aws-synth";
import { exampleFile } from "../platforms";
import { soundPlatform } from "../states";
import { CLOUDS, cloudNamed, type SynthesizedCloud } from "./clouds";

/** What an EKS add-on's version looks like. */
const PINNED = /^v(\d+)\.(\d+)\.(\d+)-eksbuild\.\d+$/;

function cluster({ burst }: SynthesizedCloud): AwsResource {
  return burst.one("aws_eks_cluster");
}

/** The resource that an attribute's reference names. */
function referenced(resources: AwsResources, reference: string): AwsResource {
  const address = /^\$\{(aws_\w+\.[\w-]+)\.\w+\}$/.exec(reference)?.[1] ?? "";
  const found = resources.byAddress[address];
  if (!found) throw new Error(`${reference} refers to no resource`);
  return found;
}

function addon({ burst }: SynthesizedCloud, addon_name: string): AwsResource {
  return burst.one("aws_eks_addon", { addon_name });
}

describe.each(CLOUDS)("the cluster of %s", (name) => {
  const cloud = cloudNamed(name);

  test("A1 its API answers the VPC, and of the internet the listed ranges alone", () => {
    const { endpoint_private_access, endpoint_public_access, public_access_cidrs = [] } = cluster(cloud).vpc_config;
    expect(endpoint_private_access).toBe(true);
    expect(endpoint_public_access).toBe(public_access_cidrs.length > 0);
    expect(public_access_cidrs).toEqual(cloud.platform.cloud?.kubernetes.publicAccessCidrs);
    expect(public_access_cidrs.filter((cidr: string) => /\/0$/.test(cidr))).toEqual([]);
  });

  test("A2 it writes all five logs", () => {
    expect([...cluster(cloud).enabled_cluster_log_types].sort()).toEqual([
      "api",
      "audit",
      "authenticator",
      "controllerManager",
      "scheduler",
    ]);
  });

  test("A3 its log group is ours: encrypted, kept a year, and there before it", () => {
    const group = cloud.burst.one("aws_cloudwatch_log_group");
    expect(group.name).toBe(`/aws/eks/${cluster(cloud).name}/cluster`);
    expect(group.retention_in_days).toBeGreaterThanOrEqual(365);
    expect(referenced(cloud.burst, group.kms_key_id).enable_key_rotation).toBe(true);
    const waited: readonly string[] = cluster(cloud).depends_on;
    expect(waited.map((address) => cloud.burst.byAddress[address])).toContainEqual(group);
  });

  test("A4 its Secrets are encrypted by a key of ours that rotates and is not destroyed by the way", () => {
    const { resources, provider } = cluster(cloud).encryption_config;
    expect(resources).toEqual(["secrets"]);
    expect(referenced(cloud.burst, provider.key_arn)).toMatchObject({ enable_key_rotation: true });
    const kept = referenced(cloud.burst, provider.key_arn).lifecycle?.prevent_destroy ?? false;
    expect(kept).toBe(name !== "a platform on its way down");
  });

  test("A5 access entries alone decide, its maker is no administrator, and somebody is", () => {
    expect(cluster(cloud).access_config).toEqual({
      authentication_mode: "API",
      bootstrap_cluster_creator_admin_permissions: false,
    });
    const admins = cloud.burst
      .all("aws_eks_access_policy_association")
      .filter(({ policy_arn }) => policy_arn.endsWith("/AmazonEKSClusterAdminPolicy"));
    expect(admins).toHaveLength(cloud.platform.cloud?.kubernetes.admins.length ?? 0);
    for (const { principal_arn } of admins)
      expect(referenced(cloud.burst, principal_arn).principal_arn).toMatch(/^arn:aws:iam::111122223333:role\//);
  });

  test("A6 its version is written down, known, and never paid for beyond standard support", () => {
    expect(Object.keys(EKS_VERSIONS)).toContain(cluster(cloud).version);
    expect(cluster(cloud).upgrade_policy).toEqual({ support_type: "STANDARD" });
    expect(cluster(cloud)).not.toHaveProperty("deletion_protection");
    expect(cloud.burst.one("aws_eks_node_group").version).toBe(cluster(cloud).version);
  });

  test("A7 its control plane is in private subnets of two zones or more", () => {
    expect(cluster(cloud).vpc_config.subnet_ids.length).toBeGreaterThanOrEqual(2);
    expect(new Set(cluster(cloud).vpc_config.subnet_ids).size).toBe(cluster(cloud).vpc_config.subnet_ids.length);
    const subnets = cloud.foundation.all("aws_subnet");
    expect(subnets.length > 0).toBe(name !== "a VPC that exists");
    for (const subnet of subnets) expect(subnet.map_public_ip_on_launch).toBe(false);
    const zones = subnets
      .filter(({ tags }) => tags.Name.startsWith("acme-control-plane-"))
      .map(({ availability_zone }) => availability_zone);
    expect(zones.sort()).toEqual(subnets.length === 0 ? [] : cloud.platform.cloud?.controlPlaneZones);
  });

  test("A8 its add-ons are ours, pinned, and keep what was changed in the cluster", () => {
    expect(cluster(cloud).bootstrap_self_managed_addons).toBe(false);
    const addons = cloud.burst.all("aws_eks_addon");
    expect(addons.map(({ addon_name }) => addon_name)).toEqual(
      expect.arrayContaining([
        "vpc-cni",
        "kube-proxy",
        "coredns",
        "eks-pod-identity-agent",
        "eks-node-monitoring-agent",
      ]),
    );
    for (const { addon_name, addon_version, resolve_conflicts_on_update } of addons)
      expect([addon_name, addon_version, resolve_conflicts_on_update]).toEqual([
        addon_name,
        expect.stringMatching(PINNED),
        "PRESERVE",
      ]);
  });

  test("A9 its CNI knows interfaces that carry EFA alone", () => {
    const [, major, minor, patch] = PINNED.exec(addon(cloud, "vpc-cni").addon_version) ?? [];
    const version = [major, minor, patch].map(Number);
    expect(version.join(".").localeCompare("1.18.5", "en", { numeric: true })).toBeGreaterThanOrEqual(0);
  });

  test("A10 a zone can be left by hand, for nodes that lie over zones; no shift happens by itself", () => {
    expect(cluster(cloud).zonal_shift_config).toEqual({ enabled: true });
    expect(cloud.burst.one("aws_eks_node_group").subnet_ids.length).toBeGreaterThanOrEqual(2);
    expect([...cloud.files.values()].filter((text) => text.includes("aws_arczonalshift"))).toEqual([]);
  });
});

describe("what the tests above would see", () => {
  test("A6 a version that EKS does not run is no platform", () => {
    const yaml = exampleFile((file) => {
      // biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
      (file as any).cloud.kubernetes.version = "1.29";
    });
    expect(() => soundPlatform(yaml)).toThrow("cloud.kubernetes.version");
  });

  test("A3 a log group that nobody keeps a reference to", () => {
    expect(() => referenced(new AwsResources("{}"), "${aws_kms_key.cluster-key.arn}")).toThrow(
      "${aws_kms_key.cluster-key.arn} refers to no resource",
    );
    expect(referenced(cloudNamed("the example").burst, "${aws_kms_key.cluster-key.arn}").description).toBe(
      "Secrets, logs and disks of the cluster acme-burst",
    );
  });
});
