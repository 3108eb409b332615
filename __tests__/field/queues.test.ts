import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CHARTS } from "../../catalog/charts";
import { byAddress, helmValues, type Resource, resource } from "../kubernetes-synth";
import { cloudOnly, examplePlatform, onPremOnly } from "../platforms";
import { stackText, synthesized } from "../states";

const FILES = synthesized(examplePlatform());
const onPrem = byAddress(stackText(FILES, "on-prem"));
const cloud = byAddress(stackText(FILES, "cloud-platform"));
const manager = helmValues(resource(onPrem, "helm_release", "queues"));
const worker = helmValues(resource(cloud, "helm_release", "queues"));
const CHECK = "acme-burst";

function configuration(all: Record<string, Resource>): Resource {
  const { managerConfig } = helmValues(resource(all, "helm_release", "kueue"));
  return parse(managerConfig.controllerManagerConfigYaml);
}

/** What the manager holds of the other side: what it sends, and what that stands on. */
function mirrored(): Resource {
  const sent = Object.entries<Resource>(manager.clusterQueues).filter(([, queue]) => queue.admissionCheck === CHECK);
  const names = new Set(sent.map(([name]) => name));
  const groups = sent.flatMap(([, queue]) => queue.resourceGroups);
  const flavors = new Set(groups.flatMap((group: Resource) => group.flavors.map(({ name }: Resource) => name)));
  const cohorts = new Set(sent.map(([, { cohort }]) => cohort));
  const only = (held: Record<string, unknown>, kept: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(held).filter(([name]) => kept.has(name)));
  return {
    annotations: manager.annotations,
    flavors: only(manager.flavors, flavors),
    cohorts: only(manager.cohorts, cohorts),
    clusterQueues: Object.fromEntries(sent.map(([name, { admissionCheck: _, ...queue }]) => [name, queue])),
    multiKueueChecks: [],
    localQueues: manager.localQueues.filter(({ clusterQueue }: Resource) => names.has(clusterQueue)),
    priorities: manager.priorities,
  };
}

/** Objects of a kind in the teams' namespaces of one side, by namespace and name; references to the namespace as its name. */
function inTeams(all: Record<string, Resource>, type: string): Record<string, Resource> {
  return Object.fromEntries(
    Object.entries(all)
      .filter(([address]) => address.startsWith(`${type}.teams_`) && !address.includes("restricted"))
      .map(([address, held]) => [address, held]),
  );
}

describe("the queue, as the field asks for it", () => {
  test("H1 and H2 what the manager holds of the cloud's queues is what the worker has: flavors, cohorts, quotas, queues, priorities", () => {
    expect(Object.keys(worker.clusterQueues)).toHaveLength(4);
    expect(mirrored()).toEqual(worker);
  });

  test.each([
    "kubernetes_namespace_v1",
    "kubernetes_resource_quota_v1",
    "kubernetes_limit_range_v1",
    "kubernetes_service_account_v1",
  ])("H1 %s of each team is the same on both sides, at the same address", (type) => {
    expect(Object.keys(inTeams(cloud, type))).toHaveLength(2);
    expect(inTeams(onPrem, type)).toEqual(inTeams(cloud, type));
  });

  test("H1 a team's members hold one role on both sides, which looks in the cloud and works on-prem", () => {
    const verbs = (all: Record<string, Resource>) =>
      resource(all, "kubernetes_cluster_role_v1", "acme-member").rule[0].verbs as string[];
    expect(verbs(onPrem)).toContain("create");
    expect(verbs(cloud)).not.toContain("create");
    const bound = (all: Record<string, Resource>) =>
      Object.values(inTeams(all, "kubernetes_role_binding_v1")).map(({ metadata }) => metadata);
    expect(bound(onPrem)).toEqual(bound(cloud));
  });

  test("H4 a lost worker keeps its runs longer than a failover of the link takes", () => {
    const { multiKueue } = configuration(onPrem);
    expect(multiKueue).toMatchObject({ workerLostTimeout: "4h", gcInterval: "1m", origin: "acme" });
    expect(configuration(cloud)).not.toHaveProperty("multiKueue");
  });

  test("H4 the manager waits for pods at least as long as the worker", () => {
    const minutes = (all: Record<string, Resource>) =>
      Number(/^(\d+)m$/.exec(configuration(all).waitForPodsReady.timeout)?.[1]);
    expect(minutes(cloud)).toBeGreaterThanOrEqual(30);
    expect(minutes(onPrem)).toBeGreaterThanOrEqual(minutes(cloud));
  });

  test("H5 the link reads a Secret, and no path", () => {
    const text = readFileSync(join("charts", "burst-link", "templates", "multikueue.yaml"), "utf8");
    expect(text).toContain("locationType: Secret");
    expect(text).not.toContain("locationType: Path");
  });

  test("H6 no queue sends to its own cluster: experiments have no check, and only the manager knows one", () => {
    const checked = (values: Resource) =>
      Object.entries<Resource>(values.clusterQueues)
        .filter(([, { admissionCheck }]) => admissionCheck !== undefined)
        .map(([name]) => name);
    expect(checked(manager).every((name) => /-burst(-cpu)?$/.test(name))).toBe(true);
    expect(checked(manager)).toHaveLength(4);
    expect(checked(worker)).toEqual([]);
  });

  test("H7 a queue's flavors have the labels of its nodes and tolerate their taint", () => {
    const nodes = Object.entries(onPrem).filter(([address]) => address.startsWith("kubernetes_labels."));
    const pools = helmValues(resource(cloud, "helm_release", "pools")).nodePools;
    const labelSets = [
      ...nodes.map(([, { labels }]) => labels),
      ...Object.values<Resource>(pools).map(({ template }) => template.metadata.labels),
    ];
    for (const [name, flavor] of Object.entries<Resource>(manager.flavors)) {
      expect([
        name,
        labelSets.some((labels) => Object.entries(flavor.nodeLabels).every(([key, value]) => labels[key] === value)),
      ]).toEqual([name, true]);
      const gpu = "gpu.platform/gpu" in flavor.nodeLabels;
      expect(flavor.tolerations).toEqual(
        gpu ? [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule", operator: "Equal" }] : [],
      );
    }
  });

  test("H7 what is lent comes back, and fair sharing alone decides between teams that borrow", () => {
    for (const all of [onPrem, cloud])
      expect(configuration(all).fairSharing).toEqual({
        preemptionStrategies: ["LessThanOrEqualToFinalShare", "LessThanInitialShare"],
      });
    for (const { preemption, cohort } of Object.values<Resource>(manager.clusterQueues)) {
      expect(preemption).toEqual({
        reclaimWithinCohort: "Any",
        withinClusterQueue: "LowerPriority",
        borrowWithinCohort: { policy: "Never" },
      });
      expect(Object.keys(manager.cohorts)).toContain(cohort);
    }
  });

  test("H7 every object of Kueue is of v1beta2, by a chart that has it", () => {
    expect(CHARTS.kueue.version).toBe("0.19.2");
    const templates = ["queues", "burst-link"].flatMap((chart) =>
      readdirSync(join("charts", chart, "templates")).map((file) =>
        readFileSync(join("charts", chart, "templates", file), "utf8"),
      ),
    );
    const versions = templates.flatMap((text) => text.match(/kueue\.x-k8s\.io\/v\w+/g) ?? []);
    expect(versions.length).toBeGreaterThan(7);
    expect(new Set(versions)).toEqual(new Set(["kueue.x-k8s.io/v1beta2"]));
  });

  test("H7 each resource is in one group, so that Kueue takes the queue", () => {
    for (const [name, { resourceGroups }] of Object.entries<Resource>(manager.clusterQueues)) {
      const covered = resourceGroups.flatMap(({ coveredResources }: Resource) => coveredResources);
      expect([name, new Set(covered).size]).toEqual([name, covered.length]);
    }
  });

  test.each([
    ["on-prem alone", onPremOnly(), "on-prem"],
    ["the cloud alone", cloudOnly(), "cloud-platform"],
  ] as const)("H6 %s queues without sending", (_name, platform, stack) => {
    const text = stackText(synthesized(platform), stack);
    expect(text).not.toContain("admissionCheck");
    expect(configuration(byAddress(text))).not.toHaveProperty("multiKueue");
  });
});
