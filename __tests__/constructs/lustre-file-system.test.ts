import { LustreFileSystem, type LustreFileSystemProps } from "../../constructs/lustre-file-system";
import { LOCATION, synthAws } from "../aws-synth";

const PROPS: LustreFileSystemProps = {
  location: LOCATION,
  name: "acme-lustre",
  vpcId: "vpc-1",
  subnetId: "subnet-a",
  securityGroupName: "acme-lustre",
  clientSecurityGroupId: "sg-nodes",
  capacityGiB: 4800,
  mbpsPerTiB: 1000,
  keyArn: "arn:aws:kms:eu-north-1:111122223333:key/1",
  buckets: [
    { folder: "datasets", bucketName: "acme-datasets", exported: false },
    { folder: "checkpoints", bucketName: "acme-checkpoints", exported: true },
  ],
  parameterName: "/acme/lustre",
  allowDestroy: false,
};
const build = (overrides: Partial<LustreFileSystemProps> = {}) =>
  synthAws((stack) => new LustreFileSystem(stack, "lustre", { ...PROPS, ...overrides }));
const EVENTS = { events: ["NEW", "CHANGED", "DELETED"] };

describe("LustreFileSystem", () => {
  test("is durable, in one subnet, under the key given", () => {
    expect(build().one("aws_fsx_lustre_file_system")).toMatchObject({
      deployment_type: "PERSISTENT_2",
      storage_capacity: 4800,
      per_unit_storage_throughput: 1000,
      subnet_ids: ["subnet-a"],
      kms_key_id: PROPS.keyArn,
    });
  });

  test("is not replaced for security groups that FSx does not tell, nor destroyed until the platform allows it", () => {
    expect(build().one("aws_fsx_lustre_file_system").lifecycle).toEqual({
      prevent_destroy: true,
      ignore_changes: ["security_group_ids"],
    });
    expect(build({ allowDestroy: true }).one("aws_fsx_lustre_file_system").lifecycle).toEqual({
      ignore_changes: ["security_group_ids"],
    });
  });

  test("brings checkpoints to their bucket, and never changes a dataset there", () => {
    const links = build();
    expect(links.one("aws_fsx_data_repository_association", { file_system_path: "/checkpoints" })).toMatchObject({
      data_repository_path: "s3://acme-checkpoints",
      s3: { auto_import_policy: EVENTS, auto_export_policy: EVENTS },
    });
    const datasets = links.one("aws_fsx_data_repository_association", { file_system_path: "/datasets" });
    expect(datasets.s3).toEqual({ auto_import_policy: EVENTS });
  });

  test("speaks Lustre with its nodes, both ways, and nothing else", () => {
    const rules = [
      ...build().all("aws_vpc_security_group_ingress_rule"),
      ...build().all("aws_vpc_security_group_egress_rule"),
    ];
    expect(rules).toHaveLength(10);
    for (const rule of rules) {
      expect(rule.cidr_ipv4).toBeUndefined();
      expect(["988-988", "1018-1023"]).toContain(`${rule.from_port}-${rule.to_port}`);
    }
    const fromServers = rules.filter((rule) => rule.security_group_id === "sg-nodes");
    expect(fromServers.map((rule) => rule.from_port).sort()).toEqual([1018, 988]);
  });

  test("uses EFA where its clients do", () => {
    const file = build({ efaSecurityGroupId: "sg-efa" }).one("aws_fsx_lustre_file_system");
    expect(file).toMatchObject({ efa_enabled: true, metadata_configuration: { mode: "AUTOMATIC" } });
    expect(file.security_group_ids).toContain("sg-efa");
    expect(build().one("aws_fsx_lustre_file_system").efa_enabled).toBeUndefined();
  });

  test("lets FSx use the buckets' key, and says where the file system is", () => {
    expect(build().one("aws_kms_grant")).toMatchObject({
      key_id: PROPS.keyArn,
      operations: ["Encrypt", "Decrypt", "GenerateDataKey", "DescribeKey"],
      depends_on: expect.arrayContaining([expect.stringMatching(/^aws_fsx_data_repository_association\./)]),
    });
    const { value, name } = build().one("aws_ssm_parameter");
    expect(name).toBe("/acme/lustre");
    expect(Object.keys(JSON.parse(value))).toEqual(["id", "dnsName", "mountName"]);
  });

  test.each([1300, 0, 1199, 3600])("fails on a capacity of %i GiB", (capacityGiB) => {
    expect(() => build({ capacityGiB })).toThrow(
      `[test/lustre] cannot be built:\n  - capacityGiB must be 1200 or a multiple of 2400, got ${capacityGiB}`,
    );
  });

  test("accepts 1200 and 2400 GiB without EFA, and asks more with it", () => {
    for (const capacityGiB of [1200, 2400])
      expect(build({ capacityGiB }).one("aws_fsx_lustre_file_system").storage_capacity).toBe(capacityGiB);
    expect(() => build({ capacityGiB: 2400, efaSecurityGroupId: "sg-efa" })).toThrow(
      "capacityGiB x mbpsPerTiB must be at least 4800000 with EFA, got 2400000; raise one of them",
    );
  });
});
