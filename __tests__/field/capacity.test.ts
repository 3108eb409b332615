import { parse } from "yaml";
import { jobSet } from "../../jobs/job-set";
import { placeRun } from "../../placement/place-run";
import { byAddress, helmValues, type Resource, resource } from "../kubernetes-synth";
import { exampleFile } from "../platforms";
import { sentences } from "../spec/base-file";
import { soundPlatform, stackText, synthesized } from "../states";

/** Spot, a reservation and a Capacity Block, each in a pool that may fall back to what is on demand. */
const PLATFORM = soundPlatform(
  // biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
  exampleFile((file: any) => {
    file.cloud.pools[0].capacity = [
      { capacityBlock: { id: "cr-0123456789abcdef1", endsAt: "2029-12-20T11:30:00Z" } },
      { reservation: "cr-0123456789abcdef0" },
      "onDemand",
    ];
  }),
);

const FILES = synthesized(PLATFORM);
const inside = byAddress(stackText(FILES, "cloud-platform"));
const around = byAddress(stackText(FILES, "cloud-burst"));
const karpenter = helmValues(resource(inside, "helm_release", "karpenter"));
const { nodePools, nodeClasses } = helmValues(resource(inside, "helm_release", "pools"));

function requirement(pool: Resource, key: string): readonly string[] {
  return pool.template.spec.requirements.find((one: Resource) => one.key === key)?.values ?? [];
}

function all(type: string): Resource[] {
  return Object.entries(around)
    .filter(([address]) => address.startsWith(`${type}.`))
    .map(([, held]) => held);
}

describe("capacity, as the field asks for it", () => {
  test("F1 spot is never one type in one zone", () => {
    const spot = Object.values<Resource>(nodePools).filter((pool) =>
      requirement(pool, "karpenter.sh/capacity-type").includes("spot"),
    );
    expect(spot).toHaveLength(1);
    for (const pool of spot)
      expect(
        requirement(pool, "node.kubernetes.io/instance-type").length *
          requirement(pool, "topology.kubernetes.io/zone").length,
      ).toBeGreaterThan(1);
  });

  test("F1 spot without a word that runs may be interrupted is refused, and a gang on it is warned of", () => {
    const spot = (more: string) =>
      sentences(`cloud: { pools: [{ name: h100, capacity: spot${more} }] }`).map((found) => found.split(": ")[0]);
    expect(spot("")).toContain("error spot-interruption");
    expect(spot(", acceptInterruption: true")).toEqual(["warning spot-gang"]);
  });

  test("F2 Karpenter hears all five interruptions, by a queue that is the one it asks", () => {
    const patterns = all("aws_cloudwatch_event_rule").map(({ event_pattern }) => JSON.parse(event_pattern));
    expect(patterns.map((one) => [...one.source, ...one["detail-type"]].join(" ")).sort()).toEqual([
      "aws.ec2 EC2 Capacity Reservation Instance Interruption Warning",
      "aws.ec2 EC2 Instance Rebalance Recommendation",
      "aws.ec2 EC2 Instance State-change Notification",
      "aws.ec2 EC2 Spot Instance Interruption Warning",
      "aws.health AWS Health Event",
    ]);
    const [queue] = all("aws_sqs_queue");
    expect(queue).toMatchObject({ name: karpenter.settings.interruptionQueue, message_retention_seconds: 300 });
    expect(queue?.sqs_managed_sse_enabled).toBe(true);
    expect(JSON.stringify(all("aws_sqs_queue_policy"))).toContain("aws:SecureTransport");
    expect(all("aws_cloudwatch_event_target")).toHaveLength(5);
  });

  test("F3 nodes of training are taken away when empty alone, with time for what runs, and up to a limit", () => {
    const grace = (text: string) => Number(/^(\d+)m$/.exec(text)?.[1]) * 60;
    const run = PLATFORM.runs.find(({ name }) => name === "road-detector");
    const place = run && placeRun(PLATFORM, run).place;
    if (!run || !place) throw new Error("the example has no such run");
    const { template } =
      jobSet(PLATFORM, run, { place, toolImage: "tool" }).spec.replicatedJobs[0]?.template.spec ?? {};
    expect(template?.metadata.annotations).toMatchObject({ "karpenter.sh/do-not-disrupt": "true" });
    for (const [name, pool] of Object.entries<Resource>(nodePools)) {
      expect([name, pool.disruption.consolidationPolicy]).toEqual([name, "WhenEmpty"]);
      expect(Number(/^(\d+)m$/.exec(pool.disruption.consolidateAfter)?.[1])).toBeGreaterThanOrEqual(5);
      expect(pool.disruption.budgets).toContainEqual({ nodes: "0", reasons: ["Drifted"] });
      expect(pool.template.spec.expireAfter).toBe("Never");
      expect(grace(pool.template.spec.terminationGracePeriod)).toBeGreaterThan(
        template?.spec.terminationGracePeriodSeconds ?? Number.POSITIVE_INFINITY,
      );
      expect(Object.values(pool.limits)).toHaveLength(1);
    }
    expect(nodePools["h100-on-demand"].limits).toEqual({ "nvidia.com/gpu": "32" });
  });

  test("F4 and F5 reservations and Capacity Blocks are named, bought by nobody, and no placement group is forced on them", () => {
    const reserved = Object.entries<Resource>(nodePools).filter(([, pool]) =>
      requirement(pool, "karpenter.sh/capacity-type").includes("reserved"),
    );
    expect(reserved).toHaveLength(2);
    for (const [name] of reserved) {
      expect(nodeClasses[name].capacityReservationSelectorTerms).toEqual([{ id: expect.stringMatching(/^cr-/) }]);
      expect(nodeClasses[name]).not.toHaveProperty("placementGroupSelector");
    }
    expect(nodeClasses["h100-on-demand"].placementGroupSelector).toEqual({ name: "acme-h100" });
    expect([...FILES.values()].filter((text) => text.includes("aws_ec2_capacity_block_reservation"))).toEqual([]);
  });

  test("F5 nodes of a Capacity Block are of its type, in its zone, and none is there before a run waits", () => {
    const [name, block] =
      Object.entries<Resource>(nodePools).find(([part]) => part.endsWith("cr-0123456789abcdef1")) ?? [];
    expect(requirement(block ?? {}, "node.kubernetes.io/instance-type")).toEqual(["p5.48xlarge"]);
    expect(requirement(block ?? {}, "topology.kubernetes.io/zone")).toEqual(["eu-north-1a"]);
    expect(block).not.toHaveProperty("replicas");
    expect(nodeClasses[name ?? ""].subnetSelectorTerms).toEqual([{ tags: { Name: "acme-nodes-eu-north-1a" } }]);
    expect(around).not.toHaveProperty("aws_ec2_capacity_reservation");
  });

  test("F5 a run learns of a Capacity Block's end 45 minutes before", () => {
    const run = PLATFORM.runs.find(({ name }) => name === "road-detector");
    const place = run && placeRun(PLATFORM, run).place;
    if (!run || !place) throw new Error("the example has no such run");
    const text = JSON.stringify(jobSet(PLATFORM, run, { place, toolImage: "tool" }));
    expect(text).toContain('{"name":"DEADLINE","value":"2029-12-20T10:45:00Z"}');
  });

  test("F6 what the cloud may ask of the account's quotas is bounded, pool by pool", () => {
    const bounds = PLATFORM.cloud?.pools.flatMap(({ name, maxNodes, instanceType }) =>
      instanceType.gpus > 0 ? [[name, maxNodes * instanceType.gpus, maxNodes * instanceType.vCpus] as const] : [],
    );
    expect(bounds).toEqual([
      ["h100", 32, 768],
      ["l4", 6, 24],
    ]);
    for (const [name, gpus] of bounds ?? []) {
      const parts = Object.entries<Resource>(nodePools).filter(([part]) => part.startsWith(`${name}-`));
      expect(parts.length).toBeGreaterThan(0);
      // each way to get nodes may fill the pool on its own; Kueue's quota holds them all together.
      for (const [part, { limits }] of parts) expect([part, Number(limits["nvidia.com/gpu"])]).toEqual([part, gpus]);
    }
    const queues = helmValues(resource(inside, "helm_release", "queues"));
    const quota = (flavor: string) =>
      [...Object.values<Resource>(queues.clusterQueues), ...Object.values<Resource>(queues.cohorts)]
        .flatMap(({ resourceGroups }) => resourceGroups)
        .flatMap(({ flavors }: Resource) => flavors)
        .filter(({ name }: Resource) => name === flavor)
        .flatMap(({ resources }: Resource) => resources)
        .filter(({ name }: Resource) => name === "nvidia.com/gpu")
        .reduce((sum: number, { nominalQuota }: Resource) => sum + Number(nominalQuota), 0);
    expect(quota("acme-cloud-h100")).toBe(32);
  });

  test("F7 capacity that does not come leaves no state half made: no state holds a GPU node", () => {
    const groups = all("aws_eks_node_group");
    expect(
      groups.map(({ node_group_name, node_group_name_prefix }) => node_group_name ?? node_group_name_prefix),
    ).toEqual([expect.stringContaining("system")]);
    for (const text of FILES.values())
      expect(text).not.toMatch(/"aws_(instance|autoscaling_group|spot_instance_request|ec2_fleet|spot_fleet_request)"/);
    const { waitForPodsReady } = parse(
      helmValues(resource(inside, "helm_release", "kueue")).managerConfig.controllerManagerConfigYaml,
    );
    // what waits for nodes in vain gives its quota back, and is queued again without an end.
    expect(waitForPodsReady).toMatchObject({ timeout: "30m", requeuingStrategy: { timestamp: "Eviction" } });
    expect(waitForPodsReady.requeuingStrategy).not.toHaveProperty("backoffLimitCount");
  });

  test("F8 a budget watches what the platform's tag marks, warns somebody, and a bill can be divided by pool", () => {
    const foundation = byAddress(stackText(FILES, "cloud-foundation"));
    const { cost_filter, notification } = resource(foundation, "aws_budgets_budget");
    expect(cost_filter).toEqual([{ name: "TagKeyValue", values: ["user:gpu.platform/name$acme"] }]);
    expect(notification.length).toBeGreaterThan(1);
    for (const { subscriber_email_addresses } of notification) expect(subscriber_email_addresses).not.toEqual([]);
    for (const [part, pool] of Object.entries<Resource>(nodePools)) {
      const { tags } = nodeClasses[pool.template.spec.nodeClassRef.name];
      expect([part, tags["gpu.platform/name"]]).toEqual([part, "acme"]);
      expect([part, tags["gpu.platform/pool"]]).toEqual([part, pool.template.metadata.labels["gpu.platform/pool"]]);
    }
  });
});
