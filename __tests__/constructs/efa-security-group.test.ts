import { EfaSecurityGroup } from "../../constructs/efa-security-group";
import { synthAws } from "../aws-synth";

test("an EFA security group is open to itself both ways, and to nothing else", () => {
  const resources = synthAws((stack) => new EfaSecurityGroup(stack, "efa", { name: "acme-efa", vpcId: "vpc-1" }));
  const itself = {
    security_group_id: "${aws_security_group.efa.id}",
    referenced_security_group_id: "${aws_security_group.efa.id}",
    ip_protocol: "-1",
  };
  expect(resources.all("aws_vpc_security_group_ingress_rule")).toMatchObject([itself]);
  expect(resources.all("aws_vpc_security_group_egress_rule")).toMatchObject([itself]);
});
