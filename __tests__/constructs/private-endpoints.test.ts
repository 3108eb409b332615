import { PrivateEndpoints, type PrivateEndpointsProps } from "../../constructs/private-endpoints";
import { CLUSTER_SERVICES } from "../../spec/private-services";
import { LOCATION, statement, synthAws } from "../aws-synth";

const PROPS: PrivateEndpointsProps = {
  location: LOCATION,
  name: "acme",
  vpcId: "vpc-1",
  vpcCidr: "10.60.0.0/16",
  subnetIds: ["subnet-a", "subnet-b"],
  routeTableIds: ["rtb-a", "rtb-b"],
  services: [...CLUSTER_SERVICES, "fsx"],
};
const endpoints = (overrides: Partial<PrivateEndpointsProps> = {}) =>
  synthAws((stack) => new PrivateEndpoints(stack, "endpoints", { ...PROPS, ...overrides }));

describe("PrivateEndpoints", () => {
  test("puts S3 on every route table, writable for the account's own buckets alone", () => {
    const s3 = endpoints().one("aws_vpc_endpoint", { service_name: "com.amazonaws.eu-north-1.s3" });
    expect(s3).toMatchObject({ vpc_endpoint_type: "Gateway", route_table_ids: ["rtb-a", "rtb-b"] });
    expect(statement(s3.policy, "ReadAnything").Action).not.toContain("s3:PutObject");
    expect(statement(s3.policy, "OwnBuckets").Condition.StringEquals).toMatchObject({
      "aws:ResourceAccount": "111122223333",
    });
  });

  test("gives every service that a private cluster needs an interface with private names", () => {
    const interfaces = endpoints()
      .all("aws_vpc_endpoint")
      .filter((endpoint) => endpoint.vpc_endpoint_type === "Interface");
    const services = interfaces.map((endpoint) => endpoint.service_name.replace("com.amazonaws.eu-north-1.", ""));
    expect(services.sort()).toEqual(
      ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "fsx", "kms", "logs", "sqs", "ssm", "sts"].sort(),
    );
    for (const endpoint of interfaces)
      expect(endpoint).toMatchObject({ private_dns_enabled: true, subnet_ids: ["subnet-a", "subnet-b"] });
  });

  test("lets only the account's identities through, where the service heeds a policy", () => {
    const all = endpoints();
    const policy = (service: string) =>
      all.one("aws_vpc_endpoint", { service_name: `com.amazonaws.eu-north-1.${service}` }).policy;
    expect(statement(policy("ecr.dkr"), "OwnIdentities")).toMatchObject({
      Action: ["ecr:*"],
      Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } },
    });
    expect([policy("eks"), policy("eks-auth"), policy("fsx")]).toEqual([undefined, undefined, undefined]);
  });

  test("is reached by HTTPS from the VPC and in no other way", () => {
    const rules = endpoints().all("aws_vpc_security_group_ingress_rule");
    expect(rules).toMatchObject([{ cidr_ipv4: "10.60.0.0/16", from_port: 443, to_port: 443, ip_protocol: "tcp" }]);
  });

  test("has a way to S3 Express only where it is used", () => {
    const express = { service_name: "com.amazonaws.eu-north-1.s3express" };
    expect(endpoints({ express: true }).one("aws_vpc_endpoint", express).vpc_endpoint_type).toBe("Gateway");
    expect(() => endpoints().one("aws_vpc_endpoint", express)).toThrow("0 of aws_vpc_endpoint");
  });
});
