import { CloudFoundationStack } from "../../stacks/cloud-foundation";
import { type AwsResource, AwsResources, statement } from "../aws-synth";
import { examplePlatform } from "../platforms";
import { synthPlatformStack } from "../synth";

type Draft = Record<string, unknown>;

function foundation(change: (file: Draft) => void = () => {}): string {
  const platform = examplePlatform((file) => change(file as Draft));
  return synthPlatformStack((app) => new CloudFoundationStack(app, platform));
}

/** What each bucket must have, by the type of resource that gives it. */
const SAFE: Readonly<Record<string, (resource: AwsResource) => boolean>> = {
  aws_s3_bucket_public_access_block: (block) =>
    [block.block_public_acls, block.block_public_policy, block.ignore_public_acls, block.restrict_public_buckets].every(
      (on) => on === true,
    ),
  aws_s3_bucket_ownership_controls: ({ rule }) => rule.object_ownership === "BucketOwnerEnforced",
  aws_s3_bucket_versioning: ({ versioning_configuration: { status } }) => status === "Enabled",
  aws_s3_bucket_lifecycle_configuration: ({ rule }) =>
    rule.some((one: AwsResource) => one.status === "Enabled" && one.abort_incomplete_multipart_upload?.length > 0),
  aws_s3_bucket_policy: ({ policy }) => {
    const { Effect, Principal, Action, Condition } = statement(policy, "TlsOnly");
    const refused = Effect === "Deny" && Principal === "*" && Action.includes("s3:*");
    return refused && Condition.Bool["aws:SecureTransport"] === "false";
  },
};

/** Which safe defaults are missing, as `bucket: type`. */
function missing(json: string): readonly string[] {
  const resources = new AwsResources(json);
  const buckets = Object.keys(resources.byAddress).filter((address) => address.startsWith("aws_s3_bucket."));
  return buckets.flatMap((bucket) =>
    Object.entries(SAFE)
      .filter(([type, safe]) => !resources.all(type).some((one) => one.bucket === `\${${bucket}.id}` && safe(one)))
      .map(([type]) => `${bucket}: ${type}`),
  );
}

describe("E1: every bucket has the safe defaults", () => {
  test.each<[string, (file: Draft) => void]>([
    ["the example", () => {}],
    ["a platform on its way down", (file) => Object.assign(file, { allowDestroy: true })],
  ])("in %s", (_, change) => {
    const json = foundation(change);
    expect(new AwsResources(json).all("aws_s3_bucket")).toHaveLength(4);
    expect(missing(json)).toEqual([]);
  });

  test.each(Object.keys(SAFE))("and the check sees a bucket without %s", (type) => {
    const file = JSON.parse(foundation());
    const [first = ""] = Object.keys(file.resource[type]);
    const bucket = file.resource[type][first].bucket.slice("${".length, -".id}".length);
    delete file.resource[type][first];
    expect(missing(JSON.stringify(file))).toEqual([`${bucket}: ${type}`]);
  });
});
