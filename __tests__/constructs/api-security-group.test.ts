import { ApiSecurityGroup } from "../../constructs/api-security-group";
import { synthAws } from "../aws-synth";

const build = (cidrs: ReadonlyMap<string, string>) =>
  synthAws((stack) => new ApiSecurityGroup(stack, "api", { name: "acme-api", vpcId: "vpc-1", cidrs }));

describe("ApiSecurityGroup", () => {
  test("lets each range in by HTTPS, and nothing out", () => {
    const resources = build(new Map([["nodes", "10.20.0.0/16"]]));
    expect(resources.all("aws_vpc_security_group_ingress_rule")).toEqual([
      {
        security_group_id: "${aws_security_group.api.id}",
        description: "Kubernetes API from nodes on-prem",
        cidr_ipv4: "10.20.0.0/16",
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
      },
    ]);
    expect(resources.all("aws_vpc_security_group_egress_rule")).toEqual([]);
    expect(resources.one("aws_security_group")).not.toHaveProperty("egress");
  });

  test("goes after the cluster that has it has let it go", () => {
    expect(build(new Map()).one("aws_security_group").lifecycle).toEqual({ create_before_destroy: true });
  });

  test("does not touch a range when another is added in front of it", () => {
    const before = build(new Map([["pods", "10.244.0.0/16"]]));
    const after = build(
      new Map([
        ["nodes", "10.20.0.0/16"],
        ["pods", "10.244.0.0/16"],
      ]),
    );
    expect(after.byAddress).toMatchObject(before.byAddress);
  });
});
