import { CloudFoundationStack } from "../../stacks/cloud-foundation";
import { AwsResources, statement } from "../aws-synth";
import { examplePlatform } from "../platforms";
import { synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

function foundation(change?: (file: File) => void): AwsResources {
  const platform = examplePlatform(change);
  return new AwsResources(synthPlatformStack((app) => new CloudFoundationStack(app, platform)));
}

const S3 = { service_name: "com.amazonaws.eu-north-1.s3", vpc_endpoint_type: "Interface" };
const NAME = "acme-s3-from-on-prem";

describe("on-prem's way to the cloud's buckets", () => {
  test("is an interface of S3 in every zone, beside the VPC's own way, for what may cross", () => {
    const resources = foundation();
    const s3 = resources.one("aws_vpc_endpoint", S3);
    expect(s3).toMatchObject({ private_dns_enabled: false, tags: { Name: NAME } });
    expect(s3.subnet_ids).toHaveLength(2);
    expect(statement(s3.policy, "OwnIdentities").Resource).toEqual(
      ["", "/*"].flatMap((part) =>
        ["datasets", "models"].map((purpose) => `arn:aws:s3:::acme-${purpose}-111122223333-eu-north-1${part}`),
      ),
    );
    expect(resources.one("aws_security_group", { name: NAME }).vpc_id).toBe(s3.vpc_id);
  });

  test("is the internet without a link: nothing is made", () => {
    const resources = foundation((file) => {
      file.cloud.link = "none";
      file.cloud.kubernetes.publicAccessCidrs = ["198.51.100.0/24"];
    });
    expect(() => resources.one("aws_vpc_endpoint", S3)).toThrow("0 of aws_vpc_endpoint");
    expect(resources.json).not.toContain(NAME);
  });
});
