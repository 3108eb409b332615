import { CATALOG } from "../catalog/catalog";
import { type StateBucket, stateKeyAlias } from "../spec/state-bucket";
import { loadedOrExit } from "./loaded";
import { program } from "./program";

program(
  "state",
  "Prints the aws commands that make the state bucket of a platform file: versioned, encrypted, TLS only, private.",
)
  .argument("<file>", "platform file")
  .action((file: string) => {
    const { state } = loadedOrExit(file);
    if (state.main.kind === "local")
      console.log(`# ${file} keeps its state in ${state.main.path}/: there is no bucket to make`);
    else console.log(stateBucketCommands(state.main).join("\n"));
  })
  .parse();

/** Names, regions and keys have passed their rules: none needs quoting. */
function stateBucketCommands({ bucket, region, kmsKey }: StateBucket): string[] {
  // us-east-1 is the one region that must not be named as a constraint.
  const location = region === "us-east-1" ? "" : ` --create-bucket-configuration LocationConstraint=${region}`;
  const settings = (command: string, option: string, value: object) =>
    `aws s3api ${command} --region ${region} --bucket ${bucket} --${option} '${JSON.stringify(value)}'`;
  const tlsOnly = {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:${partitionOf(region)}:s3:::${bucket}`, `arn:${partitionOf(region)}:s3:::${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
  return [
    "set -eu",
    `aws s3api head-bucket --region ${region} --bucket ${bucket} > /dev/null 2>&1 || aws s3api create-bucket --region ${region} --bucket ${bucket}${location}`,
    ...(kmsKey === stateKeyAlias({ bucket }) ? keyCommands(kmsKey, bucket, region) : []),
    settings("put-public-access-block", "public-access-block-configuration", {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    }),
    settings("put-bucket-ownership-controls", "ownership-controls", {
      Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }],
    }),
    settings("put-bucket-versioning", "versioning-configuration", { Status: "Enabled" }),
    settings("put-bucket-encryption", "server-side-encryption-configuration", {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: kmsKey },
          BucketKeyEnabled: true,
        },
      ],
    }),
    settings("put-bucket-policy", "policy", tlsOnly),
  ];
}

/** A key of one's own: who may use it is the owner's to say, as it is not with the one that AWS keeps for S3. */
function keyCommands(alias: string, bucket: string, region: string): string[] {
  const description = `--description "Terraform states in ${bucket}"`;
  const make = [
    `key=$(aws kms create-key --region ${region} ${description} --query KeyMetadata.KeyId --output text)`,
    `aws kms enable-key-rotation --region ${region} --key-id "$key"`,
    `aws kms create-alias --region ${region} --alias-name ${alias} --target-key-id "$key"`,
  ];
  // a second run makes no second key, which nothing would name; the first command that fails ends all.
  return [`aws kms describe-key --region ${region} --key-id ${alias} > /dev/null 2>&1 || { ${make.join("; ")}; }`];
}

/** Every region of a platform file is in the catalog: a rule says so. */
function partitionOf(region: string): string {
  const known = CATALOG.region(region);
  if (!known) throw new Error(`region ${region} is not in the catalog`);
  return known.partition;
}
