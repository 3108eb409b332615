import { VpnLink, type VpnLinkProps } from "../../constructs/vpn-link";
import { synthAws } from "../aws-synth";

const PROPS: VpnLinkProps = {
  name: "acme",
  gatewayId: "vgw-1",
  peers: [
    { ip: "198.51.100.7", asn: 65010 },
    { ip: "198.51.100.8", asn: 65011 },
  ],
  logGroupName: "/acme/vpn",
  keyArn: "arn:aws:kms:eu-north-1:111122223333:key/1",
  alarmTopicArn: "arn:aws:sns:eu-north-1:111122223333:acme-alarms",
};
const link = (peers = PROPS.peers) => synthAws((stack) => new VpnLink(stack, "vpn", { ...PROPS, peers }));

describe("VpnLink", () => {
  test("makes one connection a device, routed by BGP, with keys in Secrets Manager", () => {
    expect(link().all("aws_customer_gateway")).toMatchObject([
      { ip_address: "198.51.100.7", bgp_asn: "65010" },
      { ip_address: "198.51.100.8", bgp_asn: "65011" },
    ]);
    for (const connection of link().all("aws_vpn_connection")) {
      expect(connection).toMatchObject({ static_routes_only: false, preshared_key_storage: "SecretsManager" });
      expect(Object.keys(connection).filter((key) => key.endsWith("preshared_key"))).toEqual([]);
    }
  });

  test.each([1, 2])(
    "configures tunnel %i with IKEv2, AES-256-GCM and elliptic curves, and has it restart",
    (tunnel) => {
      const [connection] = link().all("aws_vpn_connection");
      const of = (key: string) => connection?.[`tunnel${tunnel}_${key}`];
      expect(of("ike_versions")).toEqual(["ikev2"]);
      for (const phase of ["phase1", "phase2"]) {
        expect(of(`${phase}_encryption_algorithms`)).toEqual(["AES256-GCM-16"]);
        expect(of(`${phase}_integrity_algorithms`)).toEqual(["SHA2-384"]);
        expect(Math.min(...of(`${phase}_dh_group_numbers`))).toBeGreaterThanOrEqual(19);
      }
      expect([of("dpd_timeout_action"), of("startup_action")]).toEqual(["restart", "start"]);
      expect(of("enable_tunnel_lifecycle_control")).toBe(true);
      expect(of("log_options").cloudwatch_log_options).toMatchObject({ log_enabled: true, log_output_format: "json" });
    },
  );

  test("raises an alarm for each tunnel that is down or says nothing", () => {
    const alarms = link().all("aws_cloudwatch_metric_alarm");
    expect(alarms.map((alarm) => alarm.alarm_name).sort()).toEqual([
      "acme-vpn-198.51.100.7-first-tunnel",
      "acme-vpn-198.51.100.7-second-tunnel",
      "acme-vpn-198.51.100.8-first-tunnel",
      "acme-vpn-198.51.100.8-second-tunnel",
    ]);
    expect(new Set(alarms.map((alarm) => alarm.dimensions.TunnelIpAddress)).size).toBe(4);
    for (const alarm of alarms)
      expect(alarm).toMatchObject({
        metric_name: "TunnelState",
        statistic: "Minimum",
        comparison_operator: "LessThanThreshold",
        threshold: 1,
        treat_missing_data: "breaching",
        alarm_actions: [PROPS.alarmTopicArn],
      });
  });

  test("moves no device when one is put before it", () => {
    const later = link([{ ip: "192.0.2.1", asn: 65012 }, ...PROPS.peers]);
    expect(later.byAddress).toMatchObject(link().byAddress);
  });

  test("fails without a device, and on the same one twice", () => {
    expect(() => link([])).toThrow(
      "[test/vpn] cannot be built:\n  - peers must name at least one on-prem device, got []",
    );
    expect(() =>
      link([
        { ip: "192.0.2.1", asn: 1 },
        { ip: "192.0.2.1", asn: 2 },
      ]),
    ).toThrow('peers must not repeat an address, got ["192.0.2.1","192.0.2.1"]; give each device its own');
  });
});
