import { BurstNetwork, type BurstNetworkProps, type NetworkSubnet } from "../../constructs/burst-network";
import { type AwsResources, synthAws } from "../aws-synth";

const subnet = (purpose: NetworkSubnet["purpose"], letter: string, third: number): NetworkSubnet => ({
  purpose,
  zone: `eu-north-1${letter}`,
  cidr: `10.60.${third}.0/24`,
  name: `acme-${purpose}-eu-north-1${letter}`,
});
const PRIVATE = [
  subnet("nodes", "a", 0),
  subnet("nodes", "b", 1),
  subnet("control-plane", "a", 10),
  subnet("control-plane", "b", 11),
];

function network(subnets: BurstNetworkProps["subnets"]): AwsResources {
  return synthAws((stack) => new BurstNetwork(stack, "network", { name: "acme-vpc", cidr: "10.60.0.0/16", subnets }));
}

describe("BurstNetwork", () => {
  test("gives no subnet a public address, and every private one a route table of its zone", () => {
    const resources = network(PRIVATE);
    expect(resources.all("aws_subnet")).toHaveLength(4);
    for (const one of resources.all("aws_subnet")) expect(one.map_public_ip_on_launch).toBe(false);
    expect(resources.all("aws_route_table")).toHaveLength(2);
    expect(resources.all("aws_route_table_association")).toHaveLength(4);
  });

  test("closes the default security group", () => {
    const group = network(PRIVATE).one("aws_default_security_group");
    expect([group.ingress, group.egress]).toEqual([undefined, undefined]);
  });

  test("has no way out, and no internet gateway, without public parts", () => {
    const resources = network(PRIVATE);
    for (const type of ["aws_route", "aws_nat_gateway", "aws_internet_gateway", "aws_eip"])
      expect(resources.all(type)).toEqual([]);
  });

  test("sends every zone through the one NAT gateway", () => {
    const resources = network([...PRIVATE, subnet("public", "a", 20)]);
    expect(resources.all("aws_nat_gateway")).toHaveLength(1);
    const ways = resources.all("aws_route").flatMap((route) => route.nat_gateway_id ?? []);
    expect(ways).toHaveLength(2);
    expect(new Set(ways).size).toBe(1);
  });

  test("sends each zone through its own NAT gateway where it has one", () => {
    const resources = network([...PRIVATE, subnet("public", "a", 20), subnet("public", "b", 21)]);
    expect(resources.all("aws_nat_gateway")).toHaveLength(2);
    const ways = resources.all("aws_route").flatMap((route) => route.nat_gateway_id ?? []);
    expect(new Set(ways).size).toBe(2);
  });

  test("moves nothing when a zone is added", () => {
    const before = network([...PRIVATE, subnet("public", "a", 20)]);
    const after = network([subnet("nodes", "c", 2), ...PRIVATE, subnet("public", "a", 20)]);
    expect(after.byAddress).toMatchObject(before.byAddress);
    expect(after.all("aws_subnet")).toHaveLength(before.all("aws_subnet").length + 1);
  });

  test("fails with the control plane in one zone", () => {
    expect(() => network(PRIVATE.filter(({ cidr }) => cidr !== "10.60.11.0/24"))).toThrow(
      '[test/network] cannot be built:\n  - subnets must have control-plane parts in at least two zones, got ["eu-north-1a"]; EKS refuses fewer',
    );
  });
});
