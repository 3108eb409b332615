import { jobSet } from "../../jobs/job-set";
import { placeRun } from "../../placement/place-run";
import { formatPath } from "../../spec/problem";
import type { AwsResource } from "../aws-synth";
import { byAddress, helmValues, resource } from "../kubernetes-synth";
import { exampleFile } from "../platforms";
import { problemsOf, sentences } from "../spec/base-file";
import { stackText } from "../states";
import { CLOUDS, cloudNamed, cloudOf, type SynthesizedCloud } from "./clouds";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

/** Places of the platform file that hold a range, and how a path to each is written. */
const RANGES: readonly (readonly [path: string, set: (file: File, cidr: string) => void])[] = [
  ["onPrem.network.nodes", (file, cidr) => Object.assign(file.onPrem.network, { nodes: cidr })],
  ["onPrem.network.pods", (file, cidr) => Object.assign(file.onPrem.network, { pods: cidr })],
  ["onPrem.network.services", (file, cidr) => Object.assign(file.onPrem.network, { services: cidr })],
  ["cloud.network.vpc", (file, cidr) => Object.assign(file.cloud.network, { vpc: cidr })],
  ["cloud.network.services", (file, cidr) => Object.assign(file.cloud.network, { services: cidr })],
];
const PAIRS = RANGES.flatMap((one, index) => RANGES.slice(index + 1).map((other) => [one, other] as const));

/** Rules of security groups, of both states. */
function rules({ foundation, burst }: SynthesizedCloud, way: "ingress" | "egress"): readonly AwsResource[] {
  return [foundation, burst].flatMap((resources) => resources.all(`aws_vpc_security_group_${way}_rule`));
}

function privateTables({ foundation }: SynthesizedCloud): readonly string[] {
  return Object.keys(foundation.byAddress)
    .filter((address) => address.startsWith("aws_route_table.network_private-routes"))
    .map((address) => `\${${address}.id}`)
    .sort();
}

function endpointServices({ foundation }: SynthesizedCloud, type: string): readonly string[] {
  return foundation
    .all("aws_vpc_endpoint")
    .filter(({ vpc_endpoint_type }) => vpc_endpoint_type === type)
    .map(({ service_name }) => service_name.replace("com.amazonaws.eu-north-1.", ""));
}

/** What carries on-prem's traffic into the VPC. */
const LINKED = [
  "the example",
  "every kind of pool, Lustre and Express",
  "Direct Connect, a NAT gateway in every zone",
  "no way out, and no Lustre",
  "a platform on its way down",
];
const MADE = CLOUDS.filter((name) => name !== "a VPC that exists");

test.each(PAIRS.map(([one, other]) => [one[0], other[0], one[1], other[1]] as const))(
  "D1 %s and %s may not share an address",
  (one, other, setOne, setOther) => {
    const yaml = exampleFile((file: File) => {
      setOne(file, "10.99.0.0/16");
      setOther(file, "10.99.128.0/17");
    });
    const [found, ...others] = problemsOf(yaml).filter(({ rule }) => rule === "cidr-overlap");
    expect(others).toEqual([]);
    expect([formatPath(found?.path ?? []), found?.found].join(" ")).toMatch(
      new RegExp(`^(${one} .*overlaps ${other}|${other} .*overlaps ${one}) `),
    );
  },
);

test.each([
  ["a VPC of /15", "cloud: { network: { vpc: 10.60.0.0/15 } }", "vpc-size"],
  ["services outside RFC 1918", "cloud: { network: { services: 100.64.0.0/16 } }", "public-range"],
  ["pods with addresses of the internet", "onPrem: { network: { pods: 8.8.0.0/16 } }", "public-range"],
])("D1 %s are refused", (_, fragment, rule) => {
  expect(sentences(fragment)).toEqual([expect.stringContaining(`error ${rule}: `)]);
});

describe.each(MADE)("the network of %s", (name) => {
  const cloud = cloudNamed(name);

  test("D2 each zone has a private route table, and a NAT gateway where the file says so", () => {
    const { zones = [], network } = cloud.platform.cloud ?? {};
    expect(privateTables(cloud)).toHaveLength(zones.length);
    expect(cloud.foundation.all("aws_nat_gateway")).toHaveLength(
      { nat: 1, natPerZone: zones.length, none: 0 }[network?.egress ?? "none"],
    );
    const associated = cloud.foundation.all("aws_route_table_association").map(({ route_table_id }) => route_table_id);
    expect(associated).toEqual(expect.arrayContaining([...privateTables(cloud)]));
  });

  test("D3 S3 is reached from every private route table without a NAT gateway, in the cluster's region", () => {
    const gateway = { service_name: "com.amazonaws.eu-north-1.s3", vpc_endpoint_type: "Gateway" };
    const s3 = cloud.foundation.one("aws_vpc_endpoint", gateway);
    expect([...s3.route_table_ids].sort()).toEqual(privateTables(cloud));
    const regions = [cloud.foundation, cloud.burst].map(({ json }) => JSON.parse(json).provider.aws[0].region);
    expect(regions).toEqual(["eu-north-1", "eu-north-1"]);
    for (const { bucket } of cloud.foundation.all("aws_s3_bucket")) expect(bucket).toMatch(/-eu-north-1$/);
  });

  test("D3 what a private cluster needs has an endpoint, by name, in every zone", () => {
    const { lustre } = cloud.platform.cloud?.storage ?? {};
    expect(endpointServices(cloud, "Interface")).toEqual(
      expect.arrayContaining([
        ...["ecr.api", "ecr.dkr", "sts", "ec2", "eks", "eks-auth", "logs", "sqs", "ssm"],
        ...(lustre ? ["fsx"] : []),
      ]),
    );
    expect(endpointServices(cloud, "Gateway")).toContain("s3");
    for (const endpoint of cloud.foundation.all("aws_vpc_endpoint"))
      if (endpoint.vpc_endpoint_type === "Interface") {
        // S3 goes by the gateway in the VPC; its interface is for on-prem.
        const named = !endpoint.service_name.endsWith(".s3");
        expect([endpoint.service_name, endpoint.private_dns_enabled]).toEqual([endpoint.service_name, named]);
        expect(endpoint.subnet_ids).toHaveLength(cloud.platform.cloud?.zones.length ?? 0);
      }
  });

  test("D3 no endpoint lets everyone do everything", () => {
    const withPolicy = cloud.foundation.all("aws_vpc_endpoint").filter(({ policy }) => policy !== undefined);
    expect(withPolicy.length).toBeGreaterThan(6);
    for (const { service_name, policy } of withPolicy)
      for (const { Principal, Action, Condition } of JSON.parse(policy).Statement) {
        const writes = Action.some((action: string) => !/:(Get|List)/.test(action));
        expect([service_name, Principal, writes && Condition === undefined]).toEqual([service_name, "*", false]);
        expect(Action).not.toContain("*");
      }
  });

  test("D4 the default security group is closed, and every connection is written down, refused ones too", () => {
    const closed = cloud.foundation.one("aws_default_security_group");
    expect([closed.ingress, closed.egress]).toEqual([undefined, undefined]);
    expect(cloud.foundation.one("aws_flow_log").traffic_type).toBe("ALL");
  });
});

describe.each(CLOUDS)("security groups of %s", (name) => {
  const cloud = cloudNamed(name);

  test("D4 no rule lets the internet in, and each says what it is for", () => {
    const ingress = rules(cloud, "ingress");
    expect(ingress.length).toBeGreaterThan(0);
    for (const rule of [...ingress, ...rules(cloud, "egress")]) {
      expect(rule.description).toMatch(/\w+ (from|to) \w+/);
      expect([rule.cidr_ipv4, rule.cidr_ipv6]).not.toContain("0.0.0.0/0");
      expect(rule.cidr_ipv6).toBeUndefined();
    }
    for (const { description } of [cloud.foundation, cloud.burst].flatMap((one) => one.all("aws_security_group")))
      expect(description).toMatch(/\w/);
  });
});

describe("the link to on-prem", () => {
  const vpn = cloudNamed("the example").foundation.all("aws_vpn_connection");
  const tunnels = vpn.flatMap((connection) =>
    [1, 2].map((tunnel): AwsResource => {
      const prefix = `tunnel${tunnel}_`;
      const own = Object.entries(connection).filter(([key]) => key.startsWith(prefix));
      return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
    }),
  );

  test("D5 two devices have two tunnels each, routed by BGP", () => {
    expect(vpn).toHaveLength(2);
    expect(tunnels).toHaveLength(4);
    expect(new Set(vpn.map(({ customer_gateway_id }) => customer_gateway_id)).size).toBe(2);
    for (const { static_routes_only } of vpn) expect(static_routes_only).toBe(false);
  });

  test("D5 every tunnel takes IKEv2 and strong proposals alone, restarts by itself and is logged", () => {
    for (const tunnel of tunnels) {
      expect(tunnel).toMatchObject({
        ike_versions: ["ikev2"],
        dpd_timeout_action: "restart",
        startup_action: "start",
        enable_tunnel_lifecycle_control: true,
        log_options: { cloudwatch_log_options: { log_enabled: true } },
      });
      for (const phase of ["phase1", "phase2"]) {
        expect(tunnel[`${phase}_encryption_algorithms`]).toEqual(["AES256-GCM-16"]);
        expect(tunnel[`${phase}_integrity_algorithms`]).toEqual([expect.stringMatching(/^SHA2-/)]);
        expect(Math.min(...tunnel[`${phase}_dh_group_numbers`])).toBeGreaterThanOrEqual(19);
      }
    }
  });

  test("D5 every tunnel has inside addresses of its own, which follow from its device alone", () => {
    const ranges = tunnels.map(({ inside_cidr }) => inside_cidr);
    expect(new Set(ranges).size).toBe(4);
    for (const range of ranges) expect(range).toMatch(/^169\.254\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\/30$/);
    const [kept, other] = cloudOf((file: File) => {
      const [first] = file.cloud.link.vpn.peers;
      file.cloud.link.vpn.peers = [{ ip: "192.0.2.1", asn: 65011 }, first];
    })
      .foundation.all("aws_vpn_connection")
      .map((one) => [one.tunnel1_inside_cidr, one.tunnel2_inside_cidr])
      .sort(([one]) => (ranges.includes(one) ? -1 : 1));
    expect(ranges).toEqual(expect.arrayContaining(kept ?? []));
    for (const range of other ?? []) expect(ranges).not.toContain(range);
  });

  test("D5 one device alone is warned of", () => {
    const found = sentences("cloud: { link: { vpn: { peers: [{ ip: 198.51.100.7, asn: 65010 }], mbps: 1000 } } }");
    expect(found).toEqual([expect.stringContaining("warning vpn-one-peer: ")]);
  });

  test("D6 keys of the tunnels are made by AWS and kept in Secrets Manager: none is written, none put out", () => {
    for (const connection of vpn) expect(connection.preshared_key_storage).toBe("SecretsManager");
    expect(tunnels.filter((tunnel) => "preshared_key" in tunnel)).toEqual([]);
    expect(JSON.parse(cloudNamed("the example").foundation.json).output).toBeUndefined();
  });

  test.each([
    ["the example", 4],
    ["Direct Connect, a NAT gateway in every zone", 1],
  ])("D7 %s: each way raises an alarm when it is down or says nothing", (name, count) => {
    const alarms = cloudNamed(name).foundation.all("aws_cloudwatch_metric_alarm");
    expect(alarms).toHaveLength(count);
    for (const alarm of alarms) {
      expect(["TunnelState", "ConnectionState"]).toContain(alarm.metric_name);
      expect(alarm).toMatchObject({
        statistic: "Minimum",
        comparison_operator: "LessThanThreshold",
        threshold: 1,
        treat_missing_data: "breaching",
        alarm_actions: ["${aws_sns_topic.alarms.arn}"],
      });
    }
    const watched = alarms.map(({ dimensions }) => JSON.stringify(dimensions));
    expect(new Set(watched).size).toBe(count);
  });

  test("D7 a node that says nothing raises an alarm, whoever is on the other end of the link", () => {
    const inside = byAddress(stackText(cloudNamed("the example").files, "on-prem"));
    const { groups } = helmValues(resource(inside, "helm_release", "observability"));
    const rules = groups.flatMap((group: AwsResource) => group.rules);
    expect(rules.find(({ alert }: AwsResource) => alert === "NodeLost")).toMatchObject({
      expr: 'kube_node_status_condition{condition="Ready",status="true"} == 0',
      for: "5m",
      labels: { severity: "critical" },
    });
  });

  test.each(LINKED)(
    "D8 %s: every private route table learns the ways to on-prem, and nothing attaches itself",
    (name) => {
      const cloud = cloudNamed(name);
      const taught = cloud.foundation.all("aws_vpn_gateway_route_propagation");
      expect(taught.map(({ route_table_id }) => route_table_id).sort()).toEqual(privateTables(cloud));
      expect(cloud.foundation.all("aws_ec2_transit_gateway")).toEqual([]);
    },
  );
});

describe("on-prem, while the cloud is away", () => {
  const { files, platform } = cloudNamed("the example");
  const onPrem = Object.entries(byAddress(stackText(files, "on-prem")));

  test("D9 its nodes have a control plane of their own, so a silent link evicts nothing", () => {
    const cluster = cloudNamed("the example").burst.one("aws_eks_cluster");
    expect(cluster).not.toHaveProperty("remote_network_config");
    const labelled = onPrem.filter(([address]) => address.startsWith("kubernetes_labels.nodes_"));
    expect(labelled.length).toBe(platform.onPrem?.pools.flatMap(({ nodes }) => nodes).length);
    // a zone is the administrator's to name: a rack, a room, a building.
    for (const [address, { labels }] of labelled)
      expect([address, Object.keys(labels).filter((key) => key.startsWith("topology."))]).toEqual([address, []]);
  });

  test("D9 a run says how long a silent node may stay silent", () => {
    const manifests = platform.runs.map((run) => {
      const { place } = placeRun(platform, run);
      if (!place) throw new Error(`${run.name} has no place`);
      return jobSet(platform, run, { place, toolImage: "tool" });
    });
    expect(manifests.length).toBeGreaterThan(1);
    for (const { spec } of manifests)
      for (const { name, template } of spec.replicatedJobs)
        expect([name, template.spec.template.spec.tolerations]).toEqual([
          name,
          expect.arrayContaining([
            expect.objectContaining({ key: "node.kubernetes.io/unreachable", tolerationSeconds: 300 }),
          ]),
        ]);
  });

  test("D9 a served model is not kept waiting for a silent node, a run is given time", () => {
    const served = Object.entries(byAddress(stackText(files, "inference-on-prem"))).filter(([address]) =>
      address.startsWith("kubernetes_deployment_v1."),
    );
    expect(served.length).toBeGreaterThan(1);
    for (const [address, { spec }] of served)
      expect([address, spec.template.spec.toleration]).toEqual([
        address,
        expect.arrayContaining(
          ["not-ready", "unreachable"].map((state) => ({
            key: `node.kubernetes.io/${state}`,
            operator: "Exists",
            effect: "NoExecute",
            toleration_seconds: "60",
          })),
        ),
      ]);
  });

  test("D10 neither state of on-prem knows AWS, so both deploy while it is away", () => {
    for (const stack of ["on-prem", "inference-on-prem"])
      expect(Object.keys(JSON.parse(stackText(files, stack)).provider).sort()).toEqual(["helm", "kubernetes"]);
  });
});
