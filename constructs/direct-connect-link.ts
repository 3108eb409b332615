import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { DxGateway } from "@cdktf/provider-aws/lib/dx-gateway";
import { DxGatewayAssociation } from "@cdktf/provider-aws/lib/dx-gateway-association";
import { DxPrivateVirtualInterface } from "@cdktf/provider-aws/lib/dx-private-virtual-interface";
import { Construct } from "constructs";

/** Properties for {@link DirectConnectLink}. */
export interface DirectConnectLinkProps {
  /** Prefix of names. */
  readonly name: string;
  /** The VPC's end. */
  readonly gatewayId: string;
  /** A Direct Connect connection that exists. */
  readonly connectionId: string;
  readonly vlan: number;
  /** BGP autonomous system number of on-prem. */
  readonly asn: number;
  /** BGP autonomous system number of the Direct Connect gateway; neither on-prem's nor the VPC's. */
  readonly amazonAsn: number;
  /** ARN of the topic that hears of a connection that is down. */
  readonly alarmTopicArn: string;
}

/**
 * The link to on-prem over a line of its own.
 *
 * Defines a private virtual interface on the connection, the Direct Connect gateway between it and the VPC, and an alarm. It orders no line and
 * configures no on-prem router.
 */
export class DirectConnectLink extends Construct {
  public readonly virtualInterface: DxPrivateVirtualInterface;

  constructor(scope: Construct, id: string, props: DirectConnectLinkProps) {
    super(scope, id);
    const { name, gatewayId, connectionId, vlan, asn, amazonAsn, alarmTopicArn } = props;
    const gateway = new DxGateway(this, "gateway", { name, amazonSideAsn: String(amazonAsn) });
    this.virtualInterface = new DxPrivateVirtualInterface(this, "Default", {
      name,
      connectionId,
      vlan,
      addressFamily: "ipv4",
      bgpAsn: asn,
      dxGatewayId: gateway.id,
    });
    new DxGatewayAssociation(this, "vpc", { dxGatewayId: gateway.id, associatedGatewayId: gatewayId });
    new CloudwatchMetricAlarm(this, "down", {
      alarmName: `${name}-direct-connect`,
      alarmDescription: "The Direct Connect connection to on-prem is down",
      namespace: "AWS/DX",
      metricName: "ConnectionState",
      dimensions: { ConnectionId: connectionId },
      statistic: "Minimum",
      period: 60,
      evaluationPeriods: 3,
      threshold: 1,
      comparisonOperator: "LessThanThreshold",
      treatMissingData: "breaching",
      alarmActions: [alarmTopicArn],
      okActions: [alarmTopicArn],
    });
  }
}
