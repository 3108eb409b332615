import { DataBucket, type DataBucketProps, takesAccessLogs } from "../../constructs/data-bucket";
import { LOCATION, statement, synthAws } from "../aws-synth";

const PROPS: DataBucketProps = {
  location: LOCATION,
  name: "acme-datasets-111122223333-eu-north-1",
  keyArn: "arn:aws:kms:eu-north-1:111122223333:key/1",
  noncurrentDays: 30,
  allowDestroy: false,
};
const bucket = (overrides: Partial<DataBucketProps> = {}) =>
  synthAws((stack) => new DataBucket(stack, "datasets", { ...PROPS, ...overrides }));

describe("DataBucket", () => {
  test("is closed to the public in all four ways and has no ACLs", () => {
    expect(bucket().one("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(bucket().one("aws_s3_bucket_ownership_controls").rule).toEqual({ object_ownership: "BucketOwnerEnforced" });
  });

  test("encrypts with the key given, at one KMS call a bucket key, and keeps versions", () => {
    expect(bucket().one("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      {
        bucket_key_enabled: true,
        apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: PROPS.keyArn },
      },
    ]);
    expect(bucket().one("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
  });

  test("encrypts with S3's own key where none is given", () => {
    expect(bucket({ keyArn: undefined }).one("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
  });

  test("refuses plain HTTP to everyone", () => {
    expect(statement(bucket().one("aws_s3_bucket_policy").policy, "TlsOnly")).toEqual({
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [`arn:aws:s3:::${PROPS.name}`, `arn:aws:s3:::${PROPS.name}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  test("tidies up, and deletes objects only when told to", () => {
    const rule = (overrides: Partial<DataBucketProps>) =>
      bucket(overrides).one("aws_s3_bucket_lifecycle_configuration").rule[0];
    expect(rule({})).toMatchObject({
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      noncurrent_version_expiration: [{ noncurrent_days: 30 }],
    });
    expect(rule({}).expiration).toBeUndefined();
    expect(rule({ expireDays: 365 }).expiration).toEqual([{ days: 365 }]);
  });

  test("cannot be destroyed until the platform allows it", () => {
    expect(bucket().one("aws_s3_bucket").lifecycle).toEqual({ prevent_destroy: true });
    expect(bucket({ allowDestroy: true }).one("aws_s3_bucket").lifecycle).toBeUndefined();
    expect(bucket({ allowDestroy: true }).one("aws_s3_bucket").force_destroy).toBeUndefined();
  });

  test("sends its access log to a bucket that takes it, from this account alone", () => {
    const resources = synthAws((stack) => {
      const name = "acme-logs";
      const statements = [takesAccessLogs(LOCATION, name)];
      const accessLog = new DataBucket(stack, "logs", { ...PROPS, name, statements, keyArn: undefined });
      new DataBucket(stack, "datasets", { ...PROPS, accessLog });
    });
    expect(resources.one("aws_s3_bucket_logging")).toMatchObject({
      target_bucket: "${aws_s3_bucket.logs.id}",
      target_prefix: `${PROPS.name}/`,
      depends_on: [expect.stringMatching(/^aws_s3_bucket_policy\.logs_policy_/)],
    });
    const { policy } = resources.one("aws_s3_bucket_policy", { bucket: "${aws_s3_bucket.logs.id}" });
    expect(statement(policy, "AccessLogs")).toMatchObject({
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: ["s3:PutObject"],
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
  });

  test.each(["Acme-datasets", "ab", "a".repeat(64), "acme.datasets", "-acme"])("fails on the name %s", (name) => {
    expect(() => bucket({ name })).toThrow(
      `[test/datasets] cannot be built:\n  - name must be 3 to 63 of a-z, 0-9 and "-", got "${name}"; shorten the platform's name`,
    );
  });

  test("accepts names of 3 and of 63 characters", () => {
    for (const name of ["abc", "a".repeat(63)]) expect(bucket({ name }).one("aws_s3_bucket").bucket).toBe(name);
  });
});
