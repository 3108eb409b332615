import type { EmulatedInstance } from "../../../sandbox/aws/emulated-instance";
import { type ClusterNode, followInstances, followOnce } from "../../../sandbox/aws/instances";
import type { SimulatedNode } from "../../../sandbox/aws/simulated-node";
import { fleetInstance } from "./instance-fixture";

/** A cluster in memory, which may fail when told to. */
class Nodes {
  readonly kept = new Map<string, string | undefined>();
  trouble: string | undefined;

  list = async (): Promise<readonly ClusterNode[]> => {
    if (this.trouble !== undefined) throw new Error(this.trouble);
    return [...this.kept].map(([name, providerID]) => ({ name, providerID }));
  };

  add = async (nodes: readonly SimulatedNode[]): Promise<void> => {
    for (const node of nodes) this.kept.set(node.metadata.name, node.spec.providerID);
  };

  remove = async (names: readonly string[]): Promise<void> => {
    for (const name of names) this.kept.delete(name);
  };
}

function round(instances: readonly EmulatedInstance[], nodes: Nodes, said: string[] = []) {
  return {
    emulator: { instances: async () => instances },
    cluster: "acme-burst",
    nodes,
    kubeletVersion: "v1.35.4",
    everyMs: 5,
    onChange: (line: string) => {
      said.push(line);
    },
  };
}

const two = fleetInstance({ id: "i-2", privateDnsName: "two" });

describe("following the instances", () => {
  test("makes a node for each new instance and takes away those whose instance has ended", async () => {
    const nodes = new Nodes();
    const said: string[] = [];
    await followOnce(round([fleetInstance({ privateDnsName: "one" }), two], nodes, said));
    expect([...nodes.kept.keys()]).toEqual(["one", "two"]);
    await followOnce(round([two], nodes, said));
    expect([...nodes.kept.keys()]).toEqual(["two"]);
    expect(said).toEqual(["instances: one, two up", "instances: one gone"]);
  });

  test("changes nothing when nothing has changed", async () => {
    const nodes = new Nodes();
    await followOnce(round([two], nodes));
    nodes.add = () => Promise.reject(new Error("added again"));
    nodes.remove = () => Promise.reject(new Error("removed"));
    await expect(followOnce(round([two], nodes))).resolves.toBeUndefined();
  });

  test("leaves alone the instances of another cluster and the nodes that no cloud runs", async () => {
    const nodes = new Nodes();
    nodes.kept.set("lab", undefined);
    nodes.kept.set("rack", "kwok://rack");
    const others = fleetInstance({ tags: { "kubernetes.io/cluster/other": "owned" }, userData: null });
    await followOnce(round([others], nodes));
    expect([...nodes.kept.keys()]).toEqual(["lab", "rack"]);
  });

  test("asks a node that is leaving no second time", async () => {
    const nodes = new Nodes();
    nodes.list = async () => [{ name: "one", providerID: "aws:///eu-north-1a/i-1", leaving: true }];
    nodes.remove = () => Promise.reject(new Error("removed again"));
    await expect(followOnce(round([], nodes))).resolves.toBeUndefined();
  });

  test("gives a new name of an old machine no second node", async () => {
    const nodes = new Nodes();
    nodes.kept.set("old-name", "aws:///eu-north-1a/i-2");
    await followOnce(round([two], nodes));
    expect([...nodes.kept.keys()]).toEqual(["old-name"]);
  });

  test("says the same trouble once, and goes on when it is over", async () => {
    const nodes = new Nodes();
    const said: string[] = [];
    nodes.trouble = "the API server is away";
    const follower = followInstances(round([two], nodes, said));
    await new Promise((resolve) => setTimeout(resolve, 60));
    nodes.trouble = undefined;
    await new Promise((resolve) => setTimeout(resolve, 60));
    await follower.stop();
    expect(said).toEqual(["instances: the API server is away", "instances: two up"]);
    nodes.kept.clear();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(nodes.kept.size).toBe(0);
  });
});
