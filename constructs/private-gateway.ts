import { DataAwsRouteTable } from "@cdktf/provider-aws/lib/data-aws-route-table";
import { VpnGateway } from "@cdktf/provider-aws/lib/vpn-gateway";
import { VpnGatewayRoutePropagation } from "@cdktf/provider-aws/lib/vpn-gateway-route-propagation";
import { TerraformIterator } from "cdktf";
import { Construct } from "constructs";

/** Properties for {@link PrivateGateway}. */
export interface PrivateGatewayProps {
  /** Its `Name` tag. */
  readonly name: string;
  readonly vpcId: string;
  /** BGP autonomous system number of the AWS side; no peer's. */
  readonly asn: number;
  /** Ids of the route tables that learn the routes to on-prem, by zone. */
  readonly routeTableIds: ReadonlyMap<string, string>;
  /**
   * Subnets that were there before, by zone, whose route tables learn those routes, too, each table once. A subnet must be associated with its
   * table by itself: one that goes by the VPC's main table is not found, and the plan says so.
   *
   * @default - none
   */
  readonly existingSubnetIds?: ReadonlyMap<string, string>;
}

/**
 * The VPC's end of the link to on-prem.
 *
 * Defines the gateway, the look-up of route tables that were there before, and the propagation of its routes. A VPC has one gateway at most.
 */
export class PrivateGateway extends Construct {
  public readonly gateway: VpnGateway;

  constructor(scope: Construct, id: string, props: PrivateGatewayProps) {
    super(scope, id);
    const { name, vpcId, asn, routeTableIds, existingSubnetIds } = props;
    this.gateway = new VpnGateway(this, "Default", { vpcId, amazonSideAsn: String(asn), tags: { Name: name } });
    for (const [zone, routeTableId] of routeTableIds)
      new VpnGatewayRoutePropagation(this, `routes-${zone}`, { vpnGatewayId: this.gateway.id, routeTableId });
    if (existingSubnetIds?.size) this.teach(existingSubnetIds);
  }

  /** Several subnets may share a table, which only the look-up knows. */
  private teach(subnetIds: ReadonlyMap<string, string>): void {
    const found = [...subnetIds].map(
      ([zone, subnetId]) => new DataAwsRouteTable(this, `existing-${zone}`, { subnetId }).routeTableId,
    );
    const tables = TerraformIterator.fromList(found);
    new VpnGatewayRoutePropagation(this, "existing-routes", {
      forEach: tables,
      vpnGatewayId: this.gateway.id,
      routeTableId: tables.value,
    });
  }
}

/** The first private ASN that none of the peers has. */
export function amazonAsn(...taken: readonly number[]): number {
  let asn = 64512;
  while (taken.includes(asn)) asn += 1;
  return asn;
}
