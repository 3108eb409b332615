import { type AwsResource, statement } from "../aws-synth";
import { sentences } from "../spec/base-file";
import { CLOUDS, cloudNamed, type SynthesizedCloud } from "./clouds";

/** Keys of both states of the account. */
function keys({ foundation, burst }: SynthesizedCloud): readonly AwsResource[] {
  return [foundation, burst].flatMap((resources) => resources.all("aws_kms_key"));
}

/** Address of the security group of that name. */
function address(resources: Readonly<Record<string, AwsResource>>, name: string): string {
  const found = Object.keys(resources).filter(
    (one) => one.startsWith("aws_security_group.") && resources[one]?.name === name,
  );
  if (found.length !== 1) throw new Error(`${found.length} security groups are called ${name}`);
  return found[0] ?? "";
}

describe.each(CLOUDS)("the storage of %s", (name) => {
  const cloud = cloudNamed(name);

  test("E2 and E3 nothing is replicated to or locked in a bucket, so neither needs the other's order", () => {
    for (const type of ["aws_s3_bucket_replication_configuration", "aws_s3_bucket_object_lock_configuration"])
      expect(cloud.foundation.all(type)).toEqual([]);
    for (const bucket of cloud.foundation.all("aws_s3_bucket"))
      expect(Object.keys(bucket).filter((key) => !["bucket", "lifecycle"].includes(key))).toEqual([]);
  });

  test("E3 what is restricted has no bucket, no identity and no name in the account", () => {
    for (const { json } of [cloud.foundation, cloud.burst]) expect(json).not.toMatch(/patient-scans|scan-segmenter/);
  });

  test("E5 images come from registries of others or through caches, and no repository of ours is open", () => {
    expect(cloud.foundation.all("aws_ecr_repository")).toEqual([]);
    expect(cloud.foundation.all("aws_ecr_repository_policy")).toEqual([]);
    expect(cloud.foundation.all("aws_ecr_pull_through_cache_rule").length > 0).toBe(
      cloud.platform.cloud?.network.egress === "none",
    );
  });

  test("E5 every cache makes its repositories by a template: a key of ours, tags that never move, an end to old images, no policy", () => {
    const templates = cloud.foundation.all("aws_ecr_repository_creation_template");
    const rules = cloud.foundation.all("aws_ecr_pull_through_cache_rule");
    expect(templates.map(({ prefix }) => prefix).sort()).toEqual(
      rules.map(({ ecr_repository_prefix }) => ecr_repository_prefix).sort(),
    );
    for (const template of templates) {
      const [{ encryption_type, kms_key }] = template.encryption_configuration;
      expect([encryption_type, kms_key]).toEqual(["KMS", "${aws_kms_key.data-key.arn}"]);
      expect([template.image_tag_mutability, template.applied_for]).toEqual(["IMMUTABLE", ["PULL_THROUGH_CACHE"]]);
      expect(JSON.parse(template.lifecycle_policy).rules).toMatchObject([
        { selection: { tagStatus: "any", countType: "imageCountMoreThan" }, action: { type: "expire" } },
      ]);
      expect(template).not.toHaveProperty("repository_policy");
    }
  });

  test("E6 keys rotate, wait 30 days, and are the account's to give: who is not named must come from it by way of EC2", () => {
    expect(keys(cloud)).toHaveLength(3);
    for (const { enable_key_rotation, deletion_window_in_days, policy } of keys(cloud)) {
      expect([enable_key_rotation, deletion_window_in_days]).toEqual([true, 30]);
      expect(statement(policy, "AccountDecides")).toMatchObject({
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: ["kms:*"],
      });
      const open = JSON.parse(policy).Statement.filter(({ Principal }: AwsResource) =>
        /\*/.test(JSON.stringify(Principal)),
      );
      for (const { Sid, Condition } of open)
        expect([Sid, Condition]).toEqual([
          "Disks",
          { StringEquals: { "kms:CallerAccount": "111122223333", "kms:ViaService": "ec2.eu-north-1.amazonaws.com" } },
        ]);
    }
  });

  test("E6 CloudWatch Logs uses a key for named log groups of the account alone", () => {
    const uses = keys(cloud).flatMap(({ policy }) =>
      JSON.parse(policy).Statement.filter(({ Principal }: AwsResource) => /^logs\./.test(Principal.Service ?? "")),
    );
    expect(uses).toHaveLength(2);
    for (const { Principal, Condition } of uses) {
      expect(Principal).toEqual({ Service: "logs.eu-north-1.amazonaws.com" });
      const groups: readonly string[] = Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"];
      expect(groups.filter((arn) => !/^arn:aws:logs:eu-north-1:111122223333:log-group:\/[\w/-]+$/.test(arn))).toEqual(
        [],
      );
    }
  });
});

describe.each(["the example", "every kind of pool, Lustre and Express"])("Lustre of %s", (name) => {
  const cloud = cloudNamed(name);
  const file = cloud.burst.one("aws_fsx_lustre_file_system");

  test("E4 is durable, of a size and speed that FSx makes, under a key of ours, and stays", () => {
    expect(file.deployment_type).toBe("PERSISTENT_2");
    expect(file.storage_capacity === 1200 || file.storage_capacity % 2400 === 0).toBe(true);
    expect([125, 250, 500, 1000]).toContain(file.per_unit_storage_throughput);
    expect(file.kms_key_id).toMatch(/^\$\{data\.aws_kms_alias\.data-key/);
    expect(file.lifecycle).toEqual({ prevent_destroy: true, ignore_changes: ["security_group_ids"] });
  });

  test("E4 is in the one zone of a pool with EFA", () => {
    expect(file.subnet_ids).toEqual([expect.stringContaining("acme-nodes-eu-north-1a")]);
    const beside = cloud.platform.cloud?.pools.filter(({ efa, zones }) => efa && zones.includes("eu-north-1a"));
    expect(beside?.length).toBeGreaterThan(0);
    expect(file.efa_enabled).toBe(true);
  });

  test("E4 writes checkpoints to their bucket, what is new, changed and deleted", () => {
    const links = cloud.burst.all("aws_fsx_data_repository_association");
    const events = ["NEW", "CHANGED", "DELETED"];
    expect(links.map(({ file_system_path }) => file_system_path).sort()).toEqual(["/checkpoints", "/datasets"]);
    for (const { file_system_path, data_repository_path, s3 } of links) {
      expect(data_repository_path).toBe(`s3://acme${file_system_path.replace("/", "-")}-111122223333-eu-north-1`);
      expect(s3.auto_import_policy.events).toEqual(events);
      expect(s3.auto_export_policy?.events).toEqual(file_system_path === "/checkpoints" ? events : undefined);
    }
  });

  const servers = `\${${address(cloud.burst.byAddress, "acme-lustre")}.id}`;
  const nodes = "${aws_eks_cluster.cluster.vpc_config[0].cluster_security_group_id}";

  test("E4 its servers take Lustre's ports from themselves and from nodes, and nothing else", () => {
    const ports = cloud.burst
      .all("aws_vpc_security_group_ingress_rule")
      .filter(({ security_group_id }) => security_group_id === servers)
      .map(({ from_port, to_port, referenced_security_group_id }) => [
        from_port,
        to_port,
        referenced_security_group_id,
      ]);
    expect(ports.sort()).toEqual([
      [1018, 1023, nodes],
      [1018, 1023, servers],
      [988, 988, nodes],
      [988, 988, servers],
    ]);
  });
});

test.each([
  ["a capacity that FSx does not make", "capacityGiB: 1300, mbpsPerTiB: 1000", "lustre-capacity"],
  ["a speed that FSx does not make", "capacityGiB: 4800, mbpsPerTiB: 200", "lustre-throughput"],
  ["less than EFA asks for", "capacityGiB: 2400, mbpsPerTiB: 1000", "lustre-efa"],
])("E4 %s is refused", (_, lustre, rule) => {
  const found = sentences(`cloud: { storage: { lustre: { zone: eu-north-1a, ${lustre} } } }`);
  expect(found).toContainEqual(expect.stringContaining(`error ${rule}: `));
});
