import { CloudFoundationStack } from "../../stacks/cloud-foundation";
import { AwsResources, statement } from "../aws-synth";
import { examplePlatform } from "../platforms";
import { synthPlatformStack } from "../synth";

type Draft = Record<string, unknown>;
type CloudDraft = Draft & { network: Draft; storage: Draft; pools: Draft[]; zones: string[] };

/** The example's foundation, with its cloud side changed. */
function foundation(change: (cloud: CloudDraft, file: Draft) => void = () => {}): AwsResources {
  const platform = examplePlatform((file) => change(file.cloud as CloudDraft, file));
  return new AwsResources(synthPlatformStack((app) => new CloudFoundationStack(app, platform)));
}

const BUCKET = (purpose: string) => `acme-${purpose}-111122223333-eu-north-1`;

describe("CloudFoundationStack", () => {
  test("speaks to the platform's account and region alone, and tags everything", () => {
    const [provider] = JSON.parse(foundation().json).provider.aws;
    expect(provider).toEqual({
      region: "eu-north-1",
      allowed_account_ids: ["111122223333"],
      default_tags: [
        {
          tags: {
            "cost-center": "4711",
            "gpu.platform/name": "acme",
            "gpu.platform/owner": "ml-platform@acme.example",
          },
        },
      ],
    });
  });

  test("never evaluates what a person wrote", () => {
    const platform = { ...examplePlatform(), owner: '${file("/etc/hostname")} %{ if true }' };
    const json = synthPlatformStack((app) => new CloudFoundationStack(app, platform));
    const [{ default_tags }] = JSON.parse(json).provider.aws;
    expect(default_tags[0].tags["gpu.platform/owner"]).toBe('$${file("/etc/hostname")} %%{ if true }');
  });

  test("needs no other state and looks nothing up", () => {
    const file = JSON.parse(foundation().json);
    expect(file.data).toBeUndefined();
    expect(file.output).toBeUndefined();
    expect(foundation().json).not.toContain("terraform_remote_state");
  });

  test("keeps data in three buckets under one key, and their access logs in a fourth", () => {
    const resources = foundation();
    expect(
      resources
        .all("aws_s3_bucket")
        .map((bucket) => bucket.bucket)
        .sort(),
    ).toEqual(["checkpoints", "datasets", "logs", "models"].map(BUCKET));
    const sorts = resources
      .all("aws_s3_bucket_server_side_encryption_configuration")
      .map(({ rule }) => rule[0].apply_server_side_encryption_by_default);
    expect(sorts.filter(({ kms_master_key_id }) => kms_master_key_id === "${aws_kms_key.data-key.arn}")).toHaveLength(
      3,
    );
    expect(sorts.filter(({ sse_algorithm }) => sse_algorithm === "AES256")).toHaveLength(1);
    expect(resources.all("aws_s3_bucket_logging")).toHaveLength(3);
  });

  test("cannot destroy a bucket or a key until the platform says so", () => {
    const held = (resources: AwsResources) =>
      ["aws_s3_bucket", "aws_kms_key"].flatMap((type) =>
        resources.all(type).map(({ lifecycle }) => lifecycle?.prevent_destroy ?? false),
      );
    expect(held(foundation())).toEqual(Array(6).fill(true));
    expect(held(foundation((_, file) => Object.assign(file, { allowDestroy: true })))).toEqual(Array(6).fill(false));
  });

  test("has node subnets in every zone that a pool may use, and control-plane subnets in the first two of the file", () => {
    const resources = foundation((cloud) => {
      cloud.pools = [{ name: "far", instanceType: "g6.xlarge", zones: ["eu-north-1c"], maxNodes: 1 }];
      cloud.storage = {};
    });
    const names = resources.all("aws_subnet").map(({ tags, cidr_block }) => `${tags.Name} ${cidr_block}`);
    expect(names.sort()).toEqual([
      "acme-control-plane-eu-north-1a 10.60.192.0/22",
      "acme-control-plane-eu-north-1b 10.60.196.0/22",
      "acme-nodes-eu-north-1a 10.60.0.0/19",
      "acme-nodes-eu-north-1b 10.60.32.0/19",
      "acme-nodes-eu-north-1c 10.60.64.0/19",
      "acme-public-eu-north-1a 10.60.224.0/22",
    ]);
  });

  test("changes nothing for pools, and zones after the first two, in another order", () => {
    const turned = foundation((cloud) => cloud.pools.reverse());
    expect(turned.json).toBe(foundation().json);
    const four = (...zones: string[]) =>
      foundation((cloud) => {
        const pools = [{ name: "l4", instanceType: "g6.xlarge", zone: "us-east-1a", maxNodes: 1 }];
        Object.assign(cloud, { region: "us-east-1", zones, pools, storage: {} });
      }).json;
    expect(four("us-east-1a", "us-east-1b", "us-east-1d", "us-east-1c")).toBe(
      four("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"),
    );
  });

  test("has its one NAT gateway in the file's first zone, whatever zones come after it", () => {
    const inZones = (...zones: string[]) =>
      foundation((cloud) => Object.assign(cloud, { zones }))
        .all("aws_nat_gateway")
        .map(({ tags }) => tags.Name);
    expect(inZones("eu-north-1b", "eu-north-1c")).toEqual(["acme-vpc-nat-eu-north-1b"]);
    expect(inZones("eu-north-1b", "eu-north-1c", "eu-north-1a")).toEqual(["acme-vpc-nat-eu-north-1b"]);
    expect(inZones("eu-north-1a", "eu-north-1b", "eu-north-1c")).toEqual(["acme-vpc-nat-eu-north-1a"]);
  });

  test("moves no address when a pool brings a new zone", () => {
    const wider = foundation((cloud) =>
      cloud.pools.push({ name: "far", instanceType: "g6.xlarge", zones: ["eu-north-1c"], maxNodes: 1 }),
    );
    const before = foundation();
    // S3 is reached from each route table, so the endpoint is the one resource that changes.
    const moved = Object.keys(before.byAddress).filter(
      (address) => JSON.stringify(wider.byAddress[address]) !== JSON.stringify(before.byAddress[address]),
    );
    expect(moved).toEqual([expect.stringMatching(/^aws_vpc_endpoint\.endpoints_s3_/)]);
    expect(Object.keys(wider.byAddress).length).toBeGreaterThan(Object.keys(before.byAddress).length);
  });

  test.each([
    ["nat", 1],
    ["natPerZone", 2],
    ["none", 0],
  ])("has with egress %s %i NAT gateways", (egress, count) => {
    const resources = foundation((cloud) => Object.assign(cloud.network, { egress }));
    expect(resources.all("aws_nat_gateway")).toHaveLength(count);
    expect(resources.all("aws_internet_gateway")).toHaveLength(Math.min(count, 1));
  });

  test("gives each zone of a pool its own NAT gateway where the file says so", () => {
    const resources = foundation((cloud) => {
      Object.assign(cloud.network, { egress: "natPerZone" });
      cloud.pools.push({ name: "far", instanceType: "g6.xlarge", zones: ["eu-north-1c"], maxNodes: 1 });
    });
    expect(resources.all("aws_nat_gateway")).toHaveLength(3);
  });

  test("reaches S3 from every private route table without a NAT gateway", () => {
    const resources = foundation();
    const gateway = { service_name: "com.amazonaws.eu-north-1.s3", vpc_endpoint_type: "Gateway" };
    const s3 = resources.one("aws_vpc_endpoint", gateway);
    const tables = Object.keys(resources.byAddress).filter((address) =>
      address.startsWith("aws_route_table.network_private-routes"),
    );
    expect([...s3.route_table_ids].sort()).toEqual(tables.map((address) => `\${${address}.id}`).sort());
    expect(tables).toHaveLength(2);
  });

  test("caches public registries where there is no way out, and only there", () => {
    const closed = foundation((cloud) => Object.assign(cloud.network, { egress: "none" }));
    expect(
      closed
        .all("aws_ecr_pull_through_cache_rule")
        .map((rule) => [rule.ecr_repository_prefix, rule.upstream_registry_url]),
    ).toEqual([
      ["acme/public", "public.ecr.aws"],
      ["acme/quay", "quay.io"],
      ["acme/k8s", "registry.k8s.io"],
    ]);
    expect(foundation().all("aws_ecr_pull_through_cache_rule")).toEqual([]);
    expect(closed.one("aws_kms_key", { description: "Datasets, checkpoints, models and cached images of acme" })).toBe(
      closed.byAddress["aws_kms_key.data-key"],
    );
    expect(foundation().byAddress["aws_kms_key.data-key"]?.description).toBe(
      "Datasets, checkpoints and models of acme",
    );
  });

  test("watches the network, refused connections too", () => {
    const resources = foundation();
    expect(resources.one("aws_flow_log")).toMatchObject({ traffic_type: "ALL" });
    const { policy } = resources.one("aws_iam_role_policy", { name: "write" });
    expect(statement(policy, "WriteFlowLog").Resource).toEqual([
      "arn:aws:logs:eu-north-1:111122223333:log-group:/acme/flow-logs",
      "arn:aws:logs:eu-north-1:111122223333:log-group:/acme/flow-logs:*",
    ]);
  });

  test("teaches every private route table the way to on-prem", () => {
    const resources = foundation();
    expect(resources.all("aws_vpn_gateway_route_propagation")).toHaveLength(2);
    expect(resources.one("aws_vpn_gateway").amazon_side_asn).toBe("64512");
  });

  test("never has an autonomous system number that a peer has", () => {
    const resources = foundation((cloud) => {
      cloud.link = { vpn: { peers: [{ ip: "198.51.100.7", asn: 64512 }], mbps: 1000 } };
    });
    expect(resources.one("aws_vpn_gateway").amazon_side_asn).toBe("64513");
  });

  test("links by Direct Connect with numbers that differ from each other", () => {
    const resources = foundation((cloud) => {
      cloud.link = { directConnect: { connectionId: "dxcon-ffabc123", vlan: 310, asn: 65010, mbps: 10000 } };
    });
    expect(resources.one("aws_dx_private_virtual_interface")).toMatchObject({ vlan: 310, bgp_asn: 65010 });
    expect(resources.one("aws_dx_gateway").amazon_side_asn).toBe("64513");
    expect(resources.one("aws_dx_gateway_association").associated_gateway_id).toBe("${aws_vpn_gateway.gateway.id}");
    expect(resources.one("aws_cloudwatch_metric_alarm").metric_name).toBe("ConnectionState");
    expect(resources.all("aws_vpn_connection")).toEqual([]);
  });

  test("tells the link's alarms to those of the budget, else to the owner who has an address", () => {
    const told = (owner: string, emails?: string[]) =>
      foundation((cloud, file) => {
        file.owner = owner;
        cloud.budget = emails && { monthlyUsd: 1, emails };
      })
        .all("aws_sns_topic_subscription")
        .map(({ protocol, endpoint }) => `${protocol} ${endpoint}`);
    expect(told("ml@acme.example", ["finance@acme.example"])).toEqual(["email finance@acme.example"]);
    expect(told("ml@acme.example")).toEqual(["email ml@acme.example"]);
    expect(told("ML platform")).toEqual([]);
  });

  test("has no gateway and no alarm without a link", () => {
    const resources = foundation((cloud) => {
      cloud.link = "none";
      Object.assign(cloud.network, { vpc: "10.60.0.0/16" });
    });
    for (const type of ["aws_vpn_gateway", "aws_sns_topic", "aws_cloudwatch_metric_alarm"])
      expect(resources.all(type)).toEqual([]);
  });

  test("makes no network of its own in a VPC that exists", () => {
    const resources = foundation((cloud) => {
      cloud.network = {
        existing: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: { "eu-north-1a": "subnet-0123456789abcdef0", "eu-north-1b": "subnet-0123456789abcdef1" },
        },
      };
    });
    for (const type of ["aws_vpc", "aws_subnet"]) expect(resources.all(type)).toEqual([]);
    // what the VPC asks of AWS is its owner's, what on-prem asks through the link is the platform's.
    expect(resources.one("aws_vpc_endpoint")).toMatchObject({
      vpc_endpoint_type: "Interface",
      vpc_id: "vpc-0123456789abcdef0",
      subnet_ids: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    });
    expect(resources.one("aws_vpn_gateway").vpc_id).toBe("vpc-0123456789abcdef0");
    // its subnets may share a route table, which then learns the way to on-prem once.
    expect(resources.one("aws_vpn_gateway_route_propagation").for_each).toMatch(
      /^\$\{toset\(\[data\.aws_route_table\.\S+\.route_table_id, data\.aws_route_table\.\S+\.route_table_id\]\)\}$/,
    );
  });

  test("has the folders that Lustre's volumes mount, whose they are and who may enter", () => {
    const objects = foundation(() => {}).all("aws_s3_object");
    const folders = Object.fromEntries(objects.map(({ key, metadata }) => [key, metadata]));
    const owner = { "user-agent": "aws-fsx-lustre", "file-owner": "1000", "file-group": "1000" };
    expect(folders).toEqual({
      "road-scenes/": { ...owner, "file-permissions": "0040755" },
      "imagenet/": { ...owner, "file-permissions": "0040755" },
      "medical/": { ...owner, "file-permissions": "0040770" },
      "vision/": { ...owner, "file-permissions": "0040770" },
    });
    // restricted data has no folder here: patient-scans is in no file of the cloud.
    const without = foundation((cloud) => {
      cloud.storage = {};
    });
    expect(without.all("aws_s3_object")).toEqual([]);
  });

  test("has folders without the tags of all else, since S3 takes ten on an object", () => {
    const tags = Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`t${index}`, "v"]));
    const resources = foundation((_, file) => {
      file.tags = tags;
    });
    const [{ default_tags }] = JSON.parse(resources.json).provider.aws;
    expect(Object.keys(default_tags[0].tags)).toEqual(expect.arrayContaining(Object.keys(tags)));
    const objects = resources.all("aws_s3_object");
    expect(objects).not.toEqual([]);
    for (const object of objects) {
      expect(object.override_provider).toEqual({ default_tags: { tags: {} } });
      expect(object).not.toHaveProperty("tags");
    }
  });

  test("warns of spending by what carries the platform's tag", () => {
    const resources = foundation((cloud) => {
      cloud.budget = { monthlyUsd: 60000, alertPercents: [50, 80], emails: ["ml-platform@acme.example"] };
    });
    const budget = resources.one("aws_budgets_budget");
    expect(budget).toMatchObject({
      limit_amount: "60000",
      limit_unit: "USD",
      cost_filter: [{ name: "TagKeyValue", values: ["user:gpu.platform/name$acme"] }],
    });
    expect(
      budget.notification.map((one: { notification_type: string; threshold: number }) => [
        one.notification_type,
        one.threshold,
      ]),
    ).toEqual([
      ["ACTUAL", 50],
      ["ACTUAL", 80],
      ["FORECASTED", 100],
    ]);
  });

  test("names no restricted data, and holds no secret", () => {
    const { json } = foundation();
    for (const word of ["patient", "scan", 'preshared_key"', "AKIA", "password"]) expect(json).not.toContain(word);
  });
});
