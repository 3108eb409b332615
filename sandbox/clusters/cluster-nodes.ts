import type { ClusterNode, ClusterNodes as NodesOfCluster } from "../aws/instances";
import type { SimulatedNode } from "../aws/simulated-node";
import { type FakeNode, fakeNodeManifest } from "./fake-node";
import type { KubernetesApi } from "./kubernetes-api";
import { FAKE_NODE_ANNOTATION } from "./pod-stages";

const NODES = "/api/v1/nodes";

interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly providerID?: string };
}

/** The nodes of a cluster, all of them played by kwok. */
export class ClusterNodes implements NodesOfCluster {
  constructor(private readonly api: KubernetesApi) {}

  async list(): Promise<readonly ClusterNode[]> {
    const { items } = await this.api.get<{ readonly items: readonly Node[] }>(NODES);
    return items.map(({ metadata, spec }) => ({ name: metadata.name, providerID: spec.providerID }));
  }

  async add(nodes: readonly SimulatedNode[]): Promise<void> {
    await Promise.all(nodes.map((node) => this.api.createOnce(NODES, node)));
  }

  /** Makes nodes that no instance stands for; those that are there stay as they are. */
  async addFake(nodes: readonly FakeNode[], kubeletVersion: string): Promise<void> {
    await Promise.all(nodes.map((node) => this.api.createOnce(NODES, fakeNodeManifest(node, kubeletVersion))));
  }

  /** Nobody answers for a node whose machine is gone, and the cloud's controller takes its object away. */
  async remove(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        await this.letGo(name);
        await this.api.delete(`${NODES}/${name}`);
      }),
    );
  }

  /** The node's kubelet is heard no more: kwok lets it go, and it is not ready, as the node controller finds after its grace period. */
  async letGo(name: string): Promise<void> {
    const node = await this.api.find<Node>(`${NODES}/${name}`);
    if (!node) return;
    await this.api.patch(`${NODES}/${name}`, { metadata: { annotations: { [FAKE_NODE_ANNOTATION]: null } } });
    const now = new Date().toISOString();
    await this.api.patchStatus(`${NODES}/${name}`, {
      conditions: [
        {
          type: "Ready",
          status: "Unknown",
          reason: "NodeStatusUnknown",
          message: "Kubelet stopped posting node status.",
          lastTransitionTime: now,
        },
      ],
    });
  }

  /** The node's kubelet is heard again. */
  async takeBack(name: string): Promise<void> {
    await this.api.patch(`${NODES}/${name}`, { metadata: { annotations: { [FAKE_NODE_ANNOTATION]: "fake" } } });
  }
}
