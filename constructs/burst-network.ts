import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { check } from "./validation";

/** A part of the VPC in one zone. */
export interface NetworkSubnet {
  /** `public` parts hold a NAT gateway each, and nothing else. */
  readonly purpose: "nodes" | "control-plane" | "public";
  readonly zone: string;
  readonly cidr: string;
  /** Its `Name` tag: how other states find it. */
  readonly name: string;
}

/** Properties for {@link BurstNetwork}. */
export interface BurstNetworkProps {
  /** The VPC's `Name` tag. */
  readonly name: string;
  /** Range of the VPC. */
  readonly cidr: string;
  /** A zone's private subnets go out through the NAT gateway of their own zone or, without one, of the first zone that has one. */
  readonly subnets: readonly NetworkSubnet[];
}

/**
 * The VPC of the cloud side.
 *
 * Defines the VPC, its subnets and routes, and a NAT gateway a public subnet. No machine gets a public address, and the default security
 * group is closed. Endpoints, flow logs and the link to on-prem are constructs of their own.
 */
export class BurstNetwork extends Construct {
  public readonly vpc: Vpc;
  /** Private subnets for nodes, by zone. */
  public readonly nodeSubnets: ReadonlyMap<string, Subnet>;
  /** Private subnets for the control plane's interfaces, by zone. */
  public readonly controlPlaneSubnets: ReadonlyMap<string, Subnet>;
  /** The route table of a zone's private subnets, by zone. */
  public readonly privateRouteTables: ReadonlyMap<string, RouteTable>;

  constructor(scope: Construct, id: string, props: BurstNetworkProps) {
    super(scope, id);
    const { name, cidr, subnets } = props;
    const of = (purpose: NetworkSubnet["purpose"]) => subnets.filter((subnet) => subnet.purpose === purpose);
    const controlPlaneZones = of("control-plane").map(({ zone }) => zone);
    check(
      this,
      controlPlaneZones.length >= 2
        ? undefined
        : `subnets must have control-plane parts in at least two zones, got ${JSON.stringify(controlPlaneZones)}; EKS refuses fewer`,
    );

    this.vpc = new Vpc(this, "Default", {
      cidrBlock: cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    new DefaultSecurityGroup(this, "closed", { vpcId: this.vpc.id, tags: { Name: `${name}-closed` } });

    this.privateRouteTables = new Map(
      zonesOf([...of("nodes"), ...of("control-plane")]).map((zone) => [zone, this.routeTable("private", zone, name)]),
    );
    this.nodeSubnets = this.privateSubnets(of("nodes"), { "kubernetes.io/role/internal-elb": "1" });
    this.controlPlaneSubnets = this.privateSubnets(of("control-plane"), {});
    this.letOut(of("public"), name);
  }

  private privateSubnets(
    subnets: readonly NetworkSubnet[],
    tags: Readonly<Record<string, string>>,
  ): ReadonlyMap<string, Subnet> {
    return new Map(
      subnets.map((subnet) => [subnet.zone, this.subnet(subnet, tags, this.privateRouteTables.get(subnet.zone))]),
    );
  }

  private subnet(
    { purpose, zone, cidr, name }: NetworkSubnet,
    tags: Readonly<Record<string, string>>,
    routeTable: RouteTable | undefined,
  ): Subnet {
    const scope = child(this, purpose);
    const subnet = new Subnet(scope, zone, {
      vpcId: this.vpc.id,
      availabilityZone: zone,
      cidrBlock: cidr,
      mapPublicIpOnLaunch: false,
      tags: { Name: name, ...tags },
    });
    if (routeTable)
      new RouteTableAssociation(scope, `${zone}-routes`, { subnetId: subnet.id, routeTableId: routeTable.id });
    return subnet;
  }

  private routeTable(kind: string, zone: string, name: string): RouteTable {
    return new RouteTable(child(this, `${kind}-routes`), zone, {
      vpcId: this.vpc.id,
      tags: { Name: `${name}-${kind}-${zone}` },
    });
  }

  /** NAT gateways, and the private subnets' way to them. */
  private letOut(publicSubnets: readonly NetworkSubnet[], name: string): void {
    if (publicSubnets.length === 0) return;
    const internet = new InternetGateway(this, "internet", { vpcId: this.vpc.id, tags: { Name: name } });
    const gateways = new Map(publicSubnets.map((subnet) => [subnet.zone, this.natGateway(subnet, internet, name)]));
    const [first] = gateways.values();
    for (const [zone, table] of this.privateRouteTables)
      new Route(child(this, "private-routes"), `${zone}-out`, {
        routeTableId: table.id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: (gateways.get(zone) ?? first)?.id,
      });
  }

  private natGateway(subnet: NetworkSubnet, internet: InternetGateway, name: string): NatGateway {
    const { zone } = subnet;
    const table = this.routeTable("public", zone, name);
    const out = new Route(child(this, "public-routes"), `${zone}-out`, {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: internet.id,
    });
    const tags = { Name: `${name}-nat-${zone}` };
    const address = new Eip(child(this, "nat-address"), zone, { domain: "vpc", tags });
    return new NatGateway(child(this, "nat"), zone, {
      allocationId: address.id,
      subnetId: this.subnet(subnet, {}, table).id,
      tags,
      dependsOn: [out],
    });
  }
}

function zonesOf(subnets: readonly NetworkSubnet[]): readonly string[] {
  return [...new Set(subnets.map(({ zone }) => zone))];
}

/** The child of that id, made where there is none. */
function child(scope: Construct, id: string): Construct {
  const existing = scope.node.tryFindChild(id);
  return existing instanceof Construct ? existing : new Construct(scope, id);
}
