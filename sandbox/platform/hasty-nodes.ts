import { withCluster } from "../clusters/cluster-access";
import { addStandIns, readStatus } from "../status";
import { CLOUD_CLUSTER } from "./simulated-clusters";

const NODE_POOLS = "/apis/karpenter.sh/v1/nodepools";
/** How long an empty node of a sandbox waits for the next run. */
export const EMPTY_NODES_WAIT = "10s";

const STAND_IN = `Empty cloud nodes go after ${EMPTY_NODES_WAIT}, as the sandbox says to the running NodePools; the files say longer.`;

interface NodePool {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly disruption?: { readonly consolidateAfter?: string } };
}

/** Shortens the wait of empty nodes in the running NodePools, so that who looks on sees them go. Terraform's own record is not touched. */
export async function hastenNodes(folder: string): Promise<void> {
  if (!readStatus(folder)?.clusters[CLOUD_CLUSTER]) return;
  await withCluster(folder, CLOUD_CLUSTER, async (api) => {
    const list = await api.find<{ readonly items: readonly NodePool[] }>(NODE_POOLS);
    for (const { metadata, spec } of list?.items ?? []) {
      // a pool whose nodes stay keeps them.
      if ([undefined, "Never", EMPTY_NODES_WAIT].includes(spec.disruption?.consolidateAfter)) continue;
      await api.patch(`${NODE_POOLS}/${metadata.name}`, {
        spec: { disruption: { consolidateAfter: EMPTY_NODES_WAIT } },
      });
    }
    if (list) addStandIns(folder, [STAND_IN]);
  });
}
