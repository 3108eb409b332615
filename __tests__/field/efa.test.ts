import { jobSet } from "../../jobs/job-set";
import { placeRun } from "../../placement/place-run";
import type { CloudPool } from "../../spec/platform";
import type { AwsResource } from "../aws-synth";
import { cloudNamed, cloudOf } from "./clouds";

const CLOUD = cloudNamed("every kind of pool, Lustre and Express");
const POOLS = CLOUD.platform.cloud?.pools ?? [];
const WITH_EFA = POOLS.filter(({ efa }) => efa);
const { nodeClasses, nodePools, nodeOverlays } = CLOUD.release("pools");

/** The node classes of a pool, one a capacity. */
function classesOf({ name }: CloudPool): readonly (readonly [part: string, nodeClass: AwsResource])[] {
  const ours = Object.entries<AwsResource>(nodePools).filter(
    ([, { template }]) => template.metadata.labels["gpu.platform/pool"] === name,
  );
  return [...new Set(ours.map(([, { template }]) => template.spec.nodeClassRef.name as string))].map((part) => [
    part,
    nodeClasses[part],
  ]);
}

function zones(part: AwsResource): readonly string[] {
  return part.template.spec.requirements.find(({ key }: AwsResource) => key === "topology.kubernetes.io/zone").values;
}

describe("EFA, as the field asks for it", () => {
  test("C1 the machines of a pool speak to each other both ways by a group that names itself", () => {
    const group = CLOUD.burst.one("aws_security_group", { name: "acme-efa" });
    expect(group.description).toBe("EFA between machines of the group");
    const itself = {
      security_group_id: "${aws_security_group.efa.id}",
      referenced_security_group_id: "${aws_security_group.efa.id}",
    };
    for (const way of ["ingress", "egress"]) {
      const rule = CLOUD.burst.one(`aws_vpc_security_group_${way}_rule`, itself);
      expect([way, rule.ip_protocol]).toEqual([way, "-1"]);
    }
  });

  test("C1 every node with EFA has that group beside the cluster's, and no other node has", () => {
    const named = Object.entries<AwsResource>(nodeClasses)
      .filter(([, { securityGroupSelectorTerms }]) => JSON.stringify(securityGroupSelectorTerms).includes("acme-efa"))
      .map(([part]) => part);
    expect(named.sort()).toEqual(WITH_EFA.flatMap((pool) => classesOf(pool).map(([part]) => part)).sort());
    expect(named.length).toBeGreaterThan(4);
  });

  test("C2 card 0 has the address, and each card that can carries one interface for EFA alone", () => {
    for (const pool of WITH_EFA)
      for (const [part, { networkInterfaces, associatePublicIPAddress }] of classesOf(pool)) {
        const [first, ...rest] = networkInterfaces;
        expect([part, first]).toEqual([part, { networkCardIndex: 0, deviceIndex: 0, interfaceType: "interface" }]);
        expect([part, rest.length]).toEqual([part, pool.instanceType.efaInterfaces]);
        expect(new Set(rest.map(({ networkCardIndex }: AwsResource) => networkCardIndex)).size).toBe(rest.length);
        for (const one of rest) {
          expect(one).toMatchObject({ deviceIndex: 1, interfaceType: "efa-only" });
          expect(one.networkCardIndex).toBeLessThan(pool.instanceType.networkCards);
        }
        expect([part, associatePublicIPAddress]).toEqual([part, false]);
      }
  });

  test("C2 nodes without EFA have one plain interface, without a public address", () => {
    const plain = POOLS.filter(({ efa }) => !efa);
    expect(plain.map(({ name }) => name).sort()).toEqual(["l4", "prep", "wide"]);
    for (const pool of plain)
      for (const [part, nodeClass] of classesOf(pool)) {
        expect([part, "networkInterfaces" in nodeClass]).toEqual([part, false]);
        expect([part, nodeClass.associatePublicIPAddress]).toEqual([part, false]);
      }
  });

  test("C3 a pool with EFA is in one subnet of one zone", () => {
    for (const pool of WITH_EFA)
      for (const [part, { subnetSelectorTerms }] of classesOf(pool))
        expect([part, subnetSelectorTerms]).toEqual([part, [{ tags: { Name: `acme-nodes-${pool.zones[0]}` } }]]);
    for (const [part, pool] of Object.entries<AwsResource>(nodePools))
      if (WITH_EFA.some(({ name }) => name === pool.template.metadata.labels["gpu.platform/pool"]))
        expect([part, zones(pool)]).toEqual([part, ["eu-north-1a"]]);
  });

  test("C4 on-demand nodes with EFA lie in a cluster placement group, and nodes of a reservation in none", () => {
    const placed = Object.entries<AwsResource>(nodeClasses)
      .filter(([, { placementGroupSelector }]) => placementGroupSelector)
      .map(([part, { placementGroupSelector }]) => [part, placementGroupSelector.name]);
    expect(placed.sort()).toEqual([
      ["placed-on-demand", "acme-placed"],
      ["reserved-on-demand", "acme-reserved"],
    ]);
    const groups = CLOUD.burst.all("aws_placement_group");
    expect(groups.map(({ name }) => name).sort()).toEqual(placed.map(([, name]) => name));
    for (const { strategy } of groups) expect(strategy).toBe("cluster");
  });

  test("C5 a worker asks for interfaces and huge pages alike in requests and limits, and shares memory in memory", () => {
    const { container, volumes } = worker();
    for (const sort of ["requests", "limits"])
      expect(container.resources[sort]).toMatchObject({
        "nvidia.com/gpu": "8",
        "vpc.amazonaws.com/efa": "32",
        "hugepages-2Mi": "5120Mi",
      });
    expect(volumes).toContainEqual({ name: "shm", emptyDir: { medium: "Memory" } });
    expect(container.volumeMounts).toContainEqual({ name: "shm", mountPath: "/dev/shm" });
    expect(container.securityContext.capabilities).toEqual({ drop: ["ALL"] });
  });

  test("C5 Karpenter knows the huge pages of each type with EFA, and our plugin offers its interfaces past the taint", () => {
    const types = [...new Set(WITH_EFA.map(({ instanceType }) => instanceType.name))].sort();
    expect(Object.keys(nodeOverlays).sort()).toEqual(types.map((type) => `huge-pages-${type}`));
    for (const { capacity } of Object.values<AwsResource>(nodeOverlays))
      expect(Number.parseInt(capacity["hugepages-2Mi"], 10)).toBeGreaterThanOrEqual(5120);
    const plugin = CLOUD.release("aws-efa-k8s-device-plugin");
    expect([...plugin.supportedInstanceLabels.values].sort()).toEqual(types);
    expect(plugin.tolerations).toEqual([{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
  });

  test("C6 libfabric finds EFA by itself, NCCL stays off the container's own interfaces, and no run traces it", () => {
    const env = new Map(worker().container.env.map(({ name, value }: AwsResource) => [name, value]));
    expect(env.get("NCCL_SOCKET_IFNAME")).toBe("^lo,docker,veth");
    for (const unset of ["FI_PROVIDER", "FI_EFA_USE_DEVICE_RDMA", "NCCL_DEBUG"]) expect(env.has(unset)).toBe(false);
  });
});

/** The first worker of the example's run that fills whole nodes. */
function worker(): { readonly container: AwsResource; readonly volumes: AwsResource } {
  const { platform } = cloudOf();
  const run = platform.runs.find(({ name }) => name === "road-detector");
  const place = run && placeRun(platform, run).place;
  if (!run || !place) throw new Error("the example has no such run");
  const workers = jobSet(platform, run, { place, toolImage: "tool" }).spec.replicatedJobs.find(
    ({ name }) => name === "workers",
  );
  const pod: AwsResource = workers?.template.spec.template.spec ?? {};
  return { container: pod.containers[0], volumes: pod.volumes };
}
