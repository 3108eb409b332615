import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { CustomerGateway } from "@cdktf/provider-aws/lib/customer-gateway";
import { VpnConnection } from "@cdktf/provider-aws/lib/vpn-connection";
import { Construct } from "constructs";
import { PrivateLogGroup } from "./private-log-group";
import { tunnelRanges } from "./tunnel-ranges";
import { check } from "./validation";

/** Properties for {@link VpnLink}. */
export interface VpnLinkProps {
  /** Prefix of names. */
  readonly name: string;
  /** The VPC's end. */
  readonly gatewayId: string;
  /** The on-prem devices: public address and BGP autonomous system number. */
  readonly peers: readonly { readonly ip: string; readonly asn: number }[];
  readonly logGroupName: string;
  /** ARN of the KMS key of the log group. */
  readonly keyArn: string;
  /** ARN of the topic that hears of a tunnel that is down. */
  readonly alarmTopicArn: string;
}

/** IKE proposals of both phases: AES-256-GCM, SHA-2 and elliptic-curve Diffie-Hellman groups. */
const ENCRYPTION = ["AES256-GCM-16"];
const INTEGRITY = ["SHA2-384"];
const DH_GROUPS = [19, 20, 21];

/**
 * The link to on-prem over the internet: a VPN connection of two tunnels to each on-prem device, routed by BGP.
 *
 * Defines the customer gateways, the connections, their log and an alarm a tunnel. The pre-shared keys are made by AWS and kept in Secrets Manager,
 * never here. It configures no on-prem device.
 */
export class VpnLink extends Construct {
  public readonly connections: ReadonlyMap<string, VpnConnection>;

  constructor(scope: Construct, id: string, props: VpnLinkProps) {
    super(scope, id);
    const { name, gatewayId, peers, logGroupName, keyArn, alarmTopicArn } = props;
    const ips = peers.map(({ ip }) => ip);
    check(
      this,
      ips.length > 0 ? undefined : "peers must name at least one on-prem device, got []",
      new Set(ips).size === ips.length
        ? undefined
        : `peers must not repeat an address, got ${JSON.stringify(ips)}; give each device its own`,
    );
    const { logGroup } = new PrivateLogGroup(this, "log", { name: logGroupName, keyArn });
    const ranges = tunnelRanges(ips);
    this.connections = new Map(
      peers.map((peer) => {
        const [first, second] = ranges.get(peer.ip) ?? [];
        const place = new Construct(this, peer.ip.replaceAll(".", "-"));
        const tags = { Name: `${name}-${peer.ip}` };
        const device = new CustomerGateway(place, "device", {
          ipAddress: peer.ip,
          bgpAsn: String(peer.asn),
          type: "ipsec.1",
          tags,
        });
        const connection = new VpnConnection(place, "Default", {
          customerGatewayId: device.id,
          vpnGatewayId: gatewayId,
          type: "ipsec.1",
          staticRoutesOnly: false,
          presharedKeyStorage: "SecretsManager",
          ...firstTunnel(logGroup.arn, first),
          ...secondTunnel(logGroup.arn, second),
          tags,
        });
        tunnelAlarm(place, `${name}-vpn-${peer.ip}`, "first", connection.id, connection.tunnel1Address, alarmTopicArn);
        tunnelAlarm(place, `${name}-vpn-${peer.ip}`, "second", connection.id, connection.tunnel2Address, alarmTopicArn);
        return [peer.ip, connection];
      }),
    );
  }
}

function firstTunnel(logGroupArn: string, insideCidr: string | undefined) {
  return {
    tunnel1InsideCidr: insideCidr,
    tunnel1IkeVersions: ["ikev2"],
    tunnel1Phase1EncryptionAlgorithms: ENCRYPTION,
    tunnel1Phase1IntegrityAlgorithms: INTEGRITY,
    tunnel1Phase1DhGroupNumbers: DH_GROUPS,
    tunnel1Phase2EncryptionAlgorithms: ENCRYPTION,
    tunnel1Phase2IntegrityAlgorithms: INTEGRITY,
    tunnel1Phase2DhGroupNumbers: DH_GROUPS,
    tunnel1DpdTimeoutAction: "restart",
    tunnel1StartupAction: "start",
    tunnel1EnableTunnelLifecycleControl: true,
    tunnel1LogOptions: logOptions(logGroupArn),
  };
}

function secondTunnel(logGroupArn: string, insideCidr: string | undefined) {
  return {
    tunnel2InsideCidr: insideCidr,
    tunnel2IkeVersions: ["ikev2"],
    tunnel2Phase1EncryptionAlgorithms: ENCRYPTION,
    tunnel2Phase1IntegrityAlgorithms: INTEGRITY,
    tunnel2Phase1DhGroupNumbers: DH_GROUPS,
    tunnel2Phase2EncryptionAlgorithms: ENCRYPTION,
    tunnel2Phase2IntegrityAlgorithms: INTEGRITY,
    tunnel2Phase2DhGroupNumbers: DH_GROUPS,
    tunnel2DpdTimeoutAction: "restart",
    tunnel2StartupAction: "start",
    tunnel2EnableTunnelLifecycleControl: true,
    tunnel2LogOptions: logOptions(logGroupArn),
  };
}

function logOptions(logGroupArn: string) {
  return { cloudwatchLogOptions: { logEnabled: true, logGroupArn, logOutputFormat: "json" } };
}

function tunnelAlarm(
  scope: Construct,
  name: string,
  tunnel: "first" | "second",
  vpnId: string,
  address: string,
  topicArn: string,
): void {
  new CloudwatchMetricAlarm(scope, `${tunnel}-tunnel-down`, {
    alarmName: `${name}-${tunnel}-tunnel`,
    alarmDescription: "A tunnel to on-prem is down; the other one may still carry the link",
    namespace: "AWS/VPN",
    metricName: "TunnelState",
    dimensions: { VpnId: vpnId, TunnelIpAddress: address },
    statistic: "Minimum",
    period: 60,
    evaluationPeriods: 3,
    threshold: 1,
    comparisonOperator: "LessThanThreshold",
    treatMissingData: "breaching",
    alarmActions: [topicArn],
    okActions: [topicArn],
  });
}
