import { z } from "zod";
import { DEFAULTS } from "../defaults";
import { awsId, cidr, email, formatted, instant, ipv4, name, oneOf, positive, roleArn, whole } from "../formats";
import { kubernetesVersion } from "./on-prem";

const zoneName = (description: string) =>
  formatted(description, (value) =>
    /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(value)
      ? undefined
      : {
          rule: "bad-zone",
          found: `${JSON.stringify(value)} is not a zone name`,
          fix: "write a zone name such as eu-north-1a",
        },
  );

/** One kind of capacity; a list of them is an order of preference. */
const capacityKind = z.union(
  [
    z.literal("onDemand"),
    z.literal("spot"),
    z.strictObject({ reservation: awsId("On-demand capacity reservation.", "cr") }),
    z.strictObject({
      capacityBlock: z
        .strictObject({ id: awsId("The block's reservation.", "cr"), endsAt: instant("When the block ends, in UTC.") })
        .describe("A Capacity Block for ML that has been bought."),
    }),
  ],
  { error: () => "is none of onDemand, spot, { reservation: cr-… } or { capacityBlock: { id: cr-…, endsAt: … } }" },
);

const pool = z
  .strictObject({
    name: name("pool, unique across both sides", 30),
    formerly: name("pool before it was renamed", 30).optional(),
    instanceType: z
      .string()
      .min(1)
      .describe(
        "EC2 instance type of the catalog, or one defined under `instanceTypes:`. GPU, memory, EFA and network cards follow from it.",
      ),
    zone: zoneName("The pool's one zone: EFA is on where the type has it, and Lustre can be near.").optional(),
    zones: z
      .array(zoneName("A zone of the region."))
      .min(1)
      .max(10)
      .optional()
      .describe("Zones that the pool may span; then no EFA, placement group or Lustre."),
    minNodes: whole("Nodes that stay up.", 0, 1000).default(DEFAULTS.cloud.pool.minNodes),
    maxNodes: whole("Most nodes at one time.", 1, 1000),
    capacity: z
      .union([capacityKind, z.array(capacityKind).min(1).max(4)], {
        error: () =>
          "is none of onDemand, spot, { reservation: cr-… }, { capacityBlock: { id: cr-…, endsAt: … } } or a list of them",
      })
      .default(DEFAULTS.cloud.pool.capacity)
      .describe("Where nodes come from; a list is an order of preference."),
    acceptInterruption: z
      .boolean()
      .default(DEFAULTS.cloud.pool.acceptInterruption)
      .describe("Says that losing a spot node in mid-run is accepted; required with spot."),
  })
  .describe("Alike EC2 nodes that come when runs need them and go afterwards.");

const network = z
  .strictObject({
    vpc: cidr("Range of the VPC to make: /16 to /22.").optional(),
    existing: z
      .strictObject({
        vpcId: awsId("The VPC.", "vpc"),
        privateSubnetIds: z
          .record(zoneName("Zone."), awsId("Private subnet.", "subnet"))
          .describe("One private subnet a zone, by zone name."),
      })
      .optional()
      .describe("A VPC that exists already, instead of `vpc`."),
    services: cidr("Range of the cluster's service addresses.").default(DEFAULTS.cloud.network.services),
    egress: oneOf(
      "How private subnets reach out: one NAT gateway in the first of `zones`, one a zone, or none (images then come through ECR pull-through caches).",
      ["nat", "natPerZone", "none"],
    ).default(DEFAULTS.cloud.network.egress),
  })
  .describe("The VPC: exactly one of vpc, existing.");

const asn = (description: string) => whole(description, 1, 4294967294);

const link = z
  .union(
    [
      z.literal("none"),
      z.strictObject({
        vpn: z
          .strictObject({
            peers: z
              .array(
                z.strictObject({
                  ip: ipv4("Public address of an on-prem VPN device."),
                  asn: asn("Its BGP autonomous system number."),
                }),
              )
              .min(1)
              .max(2)
              .describe("The on-prem VPN devices: two, so that one may fail."),
            mbps: positive("Usable rate of the link, in Mb/s."),
          })
          .describe("Site-to-site VPN with BGP."),
      }),
      z.strictObject({
        directConnect: z
          .strictObject({
            connectionId: awsId("The Direct Connect connection.", "dxcon"),
            vlan: whole("VLAN of the private virtual interface.", 2, 4094),
            asn: asn("On-prem BGP autonomous system number."),
            mbps: positive("Usable rate of the link, in Mb/s."),
          })
          .describe("A private virtual interface on a Direct Connect connection that exists."),
      }),
    ],
    { error: () => "is none of none, { vpn: … } or { directConnect: … }" },
  )
  .default(DEFAULTS.cloud.link)
  .describe("How the sides reach each other.");

const storage = z
  .strictObject({
    lustre: z
      .strictObject({
        zone: zoneName("Zone of a single-zone pool."),
        capacityGiB: whole("Capacity, in GiB: 1200, or a multiple of 2400.", 1),
        mbpsPerTiB: whole("Throughput per TiB, in MB/s: 125, 250, 500 or 1000.", 1),
      })
      .optional()
      .describe("An FSx for Lustre file system beside a pool, linked to datasets and checkpoints."),
    expressZone: formatted(
      "Zone id for an S3 Express One Zone bucket of hot shards, such as eun1-az1 (zone names differ between accounts).",
      (value) =>
        /^[a-z]+\d-az\d$/.test(value)
          ? undefined
          : {
              rule: "bad-zone",
              found: `${JSON.stringify(value)} is not a zone id`,
              fix: "write a zone id such as eun1-az1",
            },
    ).optional(),
  })
  .describe("Storage beside the GPUs, over the buckets that always exist.");

const budget = z
  .strictObject({
    monthlyUsd: positive("Amount a month, in USD."),
    alertPercents: z
      .array(positive("Percent of the amount."))
      .min(1)
      .max(5)
      .default([...DEFAULTS.budget.alertPercents])
      .describe("At which percentages of the amount to warn."),
    emails: z.array(email("Who is warned.")).min(1).max(10).describe("Who is warned."),
  })
  .describe(
    "A monthly budget of everything the platform tags, once `gpu.platform/name` is active as a cost allocation tag.",
  );

/** Side 2: rented hardware on AWS. */
export const cloud = z
  .strictObject({
    account: formatted("AWS account, quoted: 12 digits.", (value) =>
      /^\d{12}$/.test(value)
        ? undefined
        : {
            rule: "bad-account",
            found: `${JSON.stringify(value)} is not an AWS account`,
            fix: 'write its 12 digits in quotes, "111122223333"',
          },
    ),
    region: z.string().describe("AWS region, such as eu-north-1; its jurisdiction comes from the catalog."),
    zones: z
      .array(zoneName("A zone of the region."))
      .min(1)
      .max(6)
      .describe(
        "Zones of the system nodes: at least two. Their order counts: the first two are the control plane's, which EKS never changes, and the first has the one NAT gateway of `egress: nat`. Add a zone at the end. Pools may use any zone of the region.",
      ),
    kubernetes: z
      .strictObject({
        version: kubernetesVersion.default(DEFAULTS.cloud.kubernetes.version),
        admins: z
          .array(roleArn("A role of `account`."))
          .min(1)
          .max(20)
          .describe("Roles that administer the cluster; must include the one that deploys (the creator is no admin)."),
        publicAccessCidrs: z
          .array(cidr("A range that may reach the public endpoint."))
          .max(40)
          .default([...DEFAULTS.cloud.kubernetes.publicAccessCidrs])
          .describe("Who may reach the API from the internet; empty: private endpoint only."),
      })
      .describe("The EKS cluster."),
    network,
    link,
    pools: z.array(pool).min(1).max(500).describe("The rented nodes, by kind."),
    storage: storage.optional(),
    budget: budget.optional(),
  })
  .describe("Side 2: large runs, on hardware that is rented while it works.");
