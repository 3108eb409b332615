import { setTimeout as sleep } from "node:timers/promises";
import type { EmulatedInstance } from "./emulated-instance";
import { clusterOf, providerId, type SimulatedNode, simulatedNode } from "./simulated-node";

/** A node of the cluster, as far as the bridge cares. */
export interface ClusterNode {
  readonly name: string;
  /** `aws:///<zone>/<instance>`; undefined for a node that no cloud runs. */
  readonly providerID: string | undefined;
  /**
   * Is to go already, and waits for what must happen first.
   *
   * @default false
   */
  readonly leaving?: boolean;
}

/** What the bridge needs of a cluster; each function may be called again after it failed. */
export interface ClusterNodes {
  list(): Promise<readonly ClusterNode[]>;
  add(nodes: readonly SimulatedNode[]): Promise<void>;
  /** The machines are gone: nothing will ever answer for these nodes again. */
  remove(names: readonly string[]): Promise<void>;
}

/** Options of {@link followInstances}. */
export interface FollowOptions {
  /** Where the instances are. */
  readonly emulator: { instances(): Promise<readonly EmulatedInstance[]> };
  /** The cluster whose nodes they become. */
  readonly cluster: string;
  readonly nodes: ClusterNodes;
  /** What the simulated kubelets say they are, e.g. `v1.35.4`. */
  readonly kubeletVersion: string;
  /** @default 1000 */
  readonly everyMs?: number;
  /**
   * Told of nodes that came and went, and of trouble.
   *
   * @default - says nothing
   */
  readonly onChange?: (line: string) => void;
}

/** Follows the emulator's instances; see {@link followInstances}. */
export interface InstanceFollower {
  /** Ends after the round under way. */
  stop(): Promise<void>;
}

/**
 * Keeps the nodes of a cluster as the instances are: one for each running instance that is the cluster's, none for one that
 * has ended. Nodes that are no instance's are left alone.
 */
export function followInstances(options: FollowOptions): InstanceFollower {
  const { everyMs = 1000, onChange = () => {} } = options;
  const ending = new AbortController();
  let trouble = "";
  const loop = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        await followOnce(options);
        trouble = "";
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        // the same trouble each second is said once
        if (said !== trouble) {
          trouble = said;
          onChange(`instances: ${said}`);
        }
      }
      await sleep(everyMs, undefined, { signal: ending.signal }).catch(() => {});
    }
  };
  const done = loop();
  return {
    stop: () => {
      ending.abort();
      return done;
    },
  };
}

/** One round of {@link followInstances}. */
export async function followOnce(options: FollowOptions): Promise<void> {
  const { emulator, cluster, nodes, kubeletVersion, onChange = () => {} } = options;
  const [instances, present] = await Promise.all([emulator.instances(), nodes.list()]);
  const own = instances.filter((instance) => clusterOf(instance) === cluster);
  const known = new Set(present.map((node) => node.providerID));
  const wanted = new Set(own.map(providerId));
  const born = own
    .filter((instance) => !known.has(providerId(instance)))
    .map((one) => simulatedNode(one, kubeletVersion));
  const gone = present.filter(
    (node) => !node.leaving && node.providerID?.startsWith("aws:///") && !wanted.has(node.providerID),
  );
  if (gone.length > 0) {
    await nodes.remove(gone.map((node) => node.name));
    onChange(`instances: ${gone.map((node) => node.name).join(", ")} gone`);
  }
  if (born.length > 0) {
    await nodes.add(born);
    onChange(`instances: ${born.map((node) => node.metadata.name).join(", ")} up`);
  }
}
