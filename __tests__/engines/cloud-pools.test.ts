import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EmulatedInstance } from "../../sandbox/aws/emulated-instance";
import { EmulatorControl } from "../../sandbox/aws/emulator-control";
import { withCluster } from "../../sandbox/clusters/cluster-access";
import { sandboxEnvironment } from "../../sandbox/platform/sandbox-environment";
import { CLOUD_CLUSTER } from "../../sandbox/platform/simulated-clusters";
import { LABELS } from "../../spec/names";
import { until } from "../sandbox/folder";
import { checkout, PROJECT } from "./checkout";

const { folder, box, command, inShell, remove } = checkout();
const FILE = join(folder, "cloud-pools.yaml");
const PODS = "/api/v1/namespaces/default/pods";

interface Node {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly providerID: string };
}

const emulator = () => new EmulatorControl(sandboxEnvironment(box).AWS_ENDPOINT_URL ?? "");

function nodesOf(pool: string): Promise<readonly Node[]> {
  const selector = encodeURIComponent(`${LABELS.pool}=${pool}`);
  return withCluster(box, CLOUD_CLUSTER, async (api) => {
    const { items } = await api.get<{ items: readonly Node[] }>(`/api/v1/nodes?labelSelector=${selector}`);
    return items;
  });
}

/** The instances behind a pool's nodes. */
async function instancesOf(pool: string): Promise<readonly EmulatedInstance[]> {
  const [nodes, instances] = await Promise.all([nodesOf(pool), emulator().instances()]);
  const ids = nodes.map(({ spec }) => spec.providerID.split("/").at(-1));
  return instances.filter(({ id }) => ids.includes(id));
}

function pod(pool: string, number: number, gpus: number, more: Readonly<Record<string, string>>): object {
  const amounts = { cpu: "10", ...(gpus > 0 && { "nvidia.com/gpu": String(gpus) }), ...more };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `${pool}-${number}` },
    spec: {
      nodeSelector: { [LABELS.pool]: pool },
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "work", image: "registry.example/work", resources: { requests: amounts, limits: amounts } }],
    },
  };
}

/** Pods that take a node of the pool each run until the work is done, and then are deleted. */
async function withPods<T>(
  pool: string,
  { count, gpus, more = {} }: { count: number; gpus: number; more?: Readonly<Record<string, string>> },
  work: () => Promise<T>,
): Promise<T> {
  const names = Array.from({ length: count }, (_, number) => number);
  return withCluster(box, CLOUD_CLUSTER, async (api) => {
    for (const number of names) await api.create(PODS, pod(pool, number, gpus, more));
    const phases = () =>
      Promise.all(names.map((number) => api.get<{ status: { phase: string } }>(`${PODS}/${pool}-${number}`)));
    await until(async () => (await phases()).every(({ status }) => status.phase === "Running"), 120_000);
    const result = await work();
    for (const number of names) await api.delete(`${PODS}/${pool}-${number}`, {});
    return result;
  });
}

beforeAll(() => {
  writeFileSync(FILE, readFileSync(join(PROJECT, "platforms", "cloud-pools.yaml")));
  for (const words of [["up", FILE], ["deploy"]]) {
    const { code, stdout, stderr } = command("sandbox", ...words);
    if (code !== 0)
      throw new Error(`sandbox ${words.join(" ")} ended with ${code}:\n${stdout}\n${stderr.slice(-4000)}`);
  }
}, 900_000);
afterAll(remove);

const EFA = { "vpc.amazonaws.com/efa": "32", "hugepages-2Mi": "5120Mi", memory: "100Gi" };

describe("cloud pools", () => {
  test("a node that stays up is there before any work", async () => {
    await until(async () => (await nodesOf("prep")).length === 1, 120_000);
    expect(await instancesOf("prep")).toMatchObject([
      { instanceType: "m7i.4xlarge", spot: false, reservationId: null },
    ]);
  });

  test("on demand with EFA: a card an interface, side by side in one zone, and nothing is left afterwards", async () => {
    expect(await nodesOf("h100")).toEqual([]);
    const instances = await withPods("h100", { count: 4, gpus: 8, more: EFA }, () => instancesOf("h100"));
    expect(instances).toHaveLength(4);
    for (const one of instances) {
      expect(one).toMatchObject({ instanceType: "p5.48xlarge", zone: "us-east-2a", spot: false, reservationId: null });
      expect(one.placementGroup).toContain("h100");
      expect(one.interfaces.filter(({ type }) => type === "efa-only").map(({ networkCard }) => networkCard)).toEqual(
        Array.from({ length: 32 }, (_, card) => card),
      );
      expect(one.interfaces.filter(({ type }) => type !== "efa-only")).toEqual([
        { type: "interface", networkCard: 0, device: 0 },
      ]);
    }
    await until(async () => (await nodesOf("h100")).length === 0, 180_000);
    expect((await emulator().instances()).filter(({ instanceType }) => instanceType === "p5.48xlarge")).toEqual([]);
  });

  test("a Capacity Block: instances of the block, without a placement group", async () => {
    const [one] = await withPods("h200", { count: 1, gpus: 8 }, () => instancesOf("h200"));
    expect(one).toMatchObject({
      instanceType: "p5en.48xlarge",
      zone: "us-east-2b",
      reservationId: "cr-0aa0000000000000b",
      placementGroup: null,
    });
  });

  test("a reservation before the market: the second takes over where the first is full", async () => {
    await emulator().setReservation({
      id: "cr-0aa0000000000000a",
      instanceType: "p4d.24xlarge",
      zone: "us-east-2a",
      count: 1,
    });
    const [first, second] = await withPods("a100", { count: 1, gpus: 8 }, async () => {
      const before = await instancesOf("a100");
      await withCluster(box, CLOUD_CLUSTER, (api) => api.create(PODS, pod("a100", 9, 8, {})));
      await until(async () => (await instancesOf("a100")).length === 2, 120_000);
      await withCluster(box, CLOUD_CLUSTER, (api) => api.delete(`${PODS}/a100-9`, {}));
      const after = await instancesOf("a100");
      return [before[0], after.find(({ id }) => id !== before[0]?.id)];
    });
    expect(first).toMatchObject({ reservationId: "cr-0aa0000000000000a", placementGroup: null });
    expect(second).toMatchObject({ reservationId: null, spot: false });
  });

  test("spot: what may be interrupted, in either zone, drained when EC2 says so", async () => {
    const rules = await withPods("l40s", { count: 1, gpus: 1, more: { cpu: "2" } }, async () => {
      const [one] = await instancesOf("l40s");
      expect(one).toMatchObject({ instanceType: "g6e.xlarge", spot: true, reservationId: null, placementGroup: null });
      expect(["us-east-2a", "us-east-2b"]).toContain(one?.zone);
      const carried = await emulator().interrupt(one?.id ?? "", "spot");
      await until(async () => (await instancesOf("l40s")).every(({ id }) => id !== one?.id), 120_000);
      return carried;
    });
    expect(rules).toHaveLength(1);
  });

  test("the team's folders of Lustre are volumes that its namespace alone has", async () => {
    const claims = await withCluster(box, CLOUD_CLUSTER, (api) =>
      api.get<{ items: { metadata: { name: string }; spec: { volumeName: string }; status: { phase: string } }[] }>(
        "/api/v1/namespaces/atlas-language/persistentvolumeclaims",
      ),
    );
    expect(claims.items.map(({ metadata, spec, status }) => [metadata.name, spec.volumeName, status.phase])).toEqual([
      ["checkpoints", "lustre-atlas-language-checkpoints", "Bound"],
      ["dataset-web-text", "lustre-atlas-language-dataset-web-text", "Bound"],
    ]);
    const volumes = await withCluster(box, CLOUD_CLUSTER, (api) =>
      api.get<{ items: { spec: object }[] }>("/api/v1/persistentvolumes"),
    );
    // E4: a claim that goes, as with a team, takes no data along, and no other namespace's can take its place.
    expect(volumes.items).toHaveLength(2);
    for (const { spec } of volumes.items) {
      expect(spec).toMatchObject({
        accessModes: ["ReadWriteMany"],
        persistentVolumeReclaimPolicy: "Retain",
        claimRef: { namespace: "atlas-language" },
        csi: { driver: "fsx.csi.aws.com" },
      });
    }
  });

  test("I7 have nothing to change afterwards in any of their states, and show one change as just that", () => {
    const again = command("sandbox", "deploy");
    expect(again).toMatchObject({ code: 0 });
    for (const stack of ["cloud-foundation", "cloud-burst", "cloud-platform"])
      expect(again.stderr + again.stdout).toContain(`${stack}: no changes`);
    writeFileSync(
      FILE,
      readFileSync(FILE, "utf8").replace(
        "maxNodes: 4\n      capacity: onDemand",
        "maxNodes: 5\n      capacity: onDemand",
      ),
    );
    const changed = command("sandbox", "deploy");
    expect(changed).toMatchObject({ code: 0 });
    // the release of the pools, and that of the queues whose quota the pool is.
    for (const stack of ["cloud-foundation: no changes", "cloud-burst: no changes", "cloud-platform: 2 changed"])
      expect(changed.stderr + changed.stdout).toContain(stack);
  });

  test("cannot be destroyed where data would be lost", () => {
    const stack = (name: string) => `${box}/project/cdktf.out/stacks/${name}`;
    const destroyed = inShell(`terraform -chdir=${stack("cloud-foundation")} plan -destroy -no-color`);
    expect(destroyed.code).toBe(1);
    expect(destroyed.stderr).toContain("Instance cannot be destroyed");
    expect(destroyed.stderr).toContain("aws_s3_bucket.checkpoints");
  });
});
