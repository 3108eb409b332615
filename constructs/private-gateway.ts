import { VpnGateway } from "@cdktf/provider-aws/lib/vpn-gateway";
import { VpnGatewayRoutePropagation } from "@cdktf/provider-aws/lib/vpn-gateway-route-propagation";
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
}

/**
 * The VPC's end of the link to on-prem.
 *
 * Defines the gateway and the propagation of its routes. A VPC has one at most.
 */
export class PrivateGateway extends Construct {
  public readonly gateway: VpnGateway;

  constructor(scope: Construct, id: string, { name, vpcId, asn, routeTableIds }: PrivateGatewayProps) {
    super(scope, id);
    this.gateway = new VpnGateway(this, "Default", { vpcId, amazonSideAsn: String(asn), tags: { Name: name } });
    for (const [zone, routeTableId] of routeTableIds)
      new VpnGatewayRoutePropagation(this, `routes-${zone}`, { vpnGatewayId: this.gateway.id, routeTableId });
  }
}

/** The first private ASN that none of the peers has. */
export function amazonAsn(...taken: readonly number[]): number {
  let asn = 64512;
  while (taken.includes(asn)) asn += 1;
  return asn;
}
