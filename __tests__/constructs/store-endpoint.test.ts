import { TerraformOutput } from "cdktf";
import { StoreEndpoint, type StoreEndpointProps } from "../../constructs/store-endpoint";
import { StoreEndpointLookup } from "../../constructs/store-endpoint-lookup";
import { LOCATION, statement, synthAws } from "../aws-synth";

const PROPS: StoreEndpointProps = {
  location: LOCATION,
  name: "acme-s3-from-on-prem",
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  buckets: ["acme-datasets", "acme-models"],
  onPremCidrs: new Map([
    ["nodes", "10.20.0.0/16"],
    ["pods", "10.244.0.0/16"],
  ]),
};
const resources = synthAws((stack) => new StoreEndpoint(stack, "store", PROPS));

describe("StoreEndpoint", () => {
  test("is an interface of S3 in each subnet, and leaves the names of the VPC as they are", () => {
    expect(resources.one("aws_vpc_endpoint")).toMatchObject({
      service_name: "com.amazonaws.eu-north-1.s3",
      vpc_endpoint_type: "Interface",
      private_dns_enabled: false,
      subnet_ids: ["subnet-a", "subnet-b"],
      security_group_ids: [expect.stringMatching(/^\$\{aws_security_group\.store_https_\w+\.id\}$/)],
      tags: { Name: "acme-s3-from-on-prem" },
    });
  });

  test("admits on-prem's ranges by HTTPS, and not the VPC", () => {
    const rules = resources.all("aws_vpc_security_group_ingress_rule");
    expect(
      rules.map(({ cidr_ipv4, from_port, to_port, description }) => [cidr_ipv4, from_port, to_port, description]),
    ).toEqual([
      ["10.20.0.0/16", 443, 443, "S3 from nodes on-prem"],
      ["10.244.0.0/16", 443, 443, "S3 from pods on-prem"],
    ]);
  });

  test("leads the account's own identities to the named buckets, and nobody to another", () => {
    const { policy } = resources.one("aws_vpc_endpoint");
    expect(JSON.parse(policy).Statement).toHaveLength(1);
    const { Action, Resource, Condition } = statement(policy, "OwnIdentities");
    expect(Resource).toEqual([
      "arn:aws:s3:::acme-datasets",
      "arn:aws:s3:::acme-models",
      "arn:aws:s3:::acme-datasets/*",
      "arn:aws:s3:::acme-models/*",
    ]);
    expect(Condition).toEqual({ StringEquals: { "aws:PrincipalAccount": "111122223333" } });
    expect(Action).not.toContain("s3:*");
  });
});

test("StoreEndpointLookup finds it by its name, and writes the bucket's place into AWS's", () => {
  const { json } = synthAws((stack) => {
    const { url } = new StoreEndpointLookup(stack, "store", { name: "acme-s3-from-on-prem" });
    new TerraformOutput(stack, "url", { value: url });
  });
  const { data, output } = JSON.parse(json);
  expect(data.aws_vpc_endpoint.store).toMatchObject({
    filter: [{ name: "tag:Name", values: ["acme-s3-from-on-prem"] }],
    state: "available",
  });
  expect(output.url.value).toBe(
    '${join("", ["https://", replace(data.aws_vpc_endpoint.store.dns_entry[0].dns_name, "*.", "bucket.")])}',
  );
});
