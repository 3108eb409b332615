import type { JobSetManifest } from "../../../jobs/manifest";
import { isRestrictedRun } from "../../../spec/lineage";
import { LOCAL_QUEUES, restrictedNamespace } from "../../../spec/names";
import type { Run } from "../../../spec/platform";
import { withCluster } from "../../clusters/cluster-access";
import { ApiError } from "../../clusters/kubernetes-api";
import { jobSetsPath } from "../../platform/run-objects";
import { CLOUD_CLUSTER, ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import type { Drill, DrillContext, Seen } from "../drill";
import { marked, removeRuns } from "./drill-runs";

/** Somebody tries to have a run on restricted data leave the on-prem cluster. */
export const RESTRICTED_REFUSED: Drill = {
  name: "restricted-refused",
  group: "queue",
  needs: ["on-prem", "burst-link", "restricted run"],
  does: "submits a run on restricted data in the burst queue of its namespace, then in that of its team's open namespace, then to the cloud's cluster",
  expects: "each is refused before anything starts, with the reason; as it was made, the run would be taken",
  run: refused,
  restore: removeRuns,
};

async function refused(context: DrillContext): Promise<Seen> {
  const { platform } = context;
  const run = platform.runs.find((one) => isRestrictedRun(platform, one));
  if (!run) throw new Error("no run of the file reads restricted data");
  const manifest = context.manifestOf(run, { side: "onPrem", pools: poolsOf(context, run) });
  const restricted = restrictedNamespace(platform, run.team);
  const burst = withQueue(manifest, run.gpusPerWorker > 0 ? LOCAL_QUEUES.burst : LOCAL_QUEUES.burstCpu);
  const open = { ...burst, metadata: { ...burst.metadata, namespace: restricted.replace(/-restricted$/, "") } };
  const said = {
    "its own namespace": await tried(context, ON_PREM_CLUSTER, burst),
    "the team's open namespace": await tried(context, ON_PREM_CLUSTER, open),
    "the cloud's cluster": await tried(context, CLOUD_CLUSTER, burst),
  };
  const asMade = await tried(context, ON_PREM_CLUSTER, manifest, "?dryRun=All");
  const all = Object.values(said).every((reason) => reason !== undefined);
  return {
    asExpected: all && asMade === undefined,
    what: [
      ...Object.entries(said).map(
        ([where, reason]) => `in ${where}: ${reason === undefined ? "taken" : `"${reason}"`}`,
      ),
      `as it was made: ${asMade === undefined ? "would be taken" : `refused, "${asMade}"`}`,
    ].join("; "),
  };
}

function poolsOf({ platform }: DrillContext, run: Run): readonly string[] {
  const pools = platform.onPrem?.pools ?? [];
  return pools
    .filter(({ gpus }) => (gpus !== undefined && !gpus.unit.shared) === run.gpusPerWorker > 0)
    .map(({ name }) => name);
}

function withQueue(manifest: JobSetManifest, queue: string): JobSetManifest {
  const { metadata } = manifest;
  return { ...manifest, metadata: { ...metadata, labels: { ...metadata.labels, "kueue.x-k8s.io/queue-name": queue } } };
}

/** Why an API server refuses a run, in its words; undefined where it takes it. */
function tried(
  { folder }: DrillContext,
  cluster: string,
  manifest: JobSetManifest,
  query = "",
): Promise<string | undefined> {
  return withCluster(folder, cluster, async (api) => {
    try {
      await api.create(`${jobSetsPath(manifest.metadata.namespace)}${query}`, marked(manifest));
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return reasonIn(error.message);
      throw error;
    }
  });
}

/** What a policy says, without the names of policy and binding before it. */
function reasonIn(message: string): string {
  const said = message.replace(/^\S+ \S+ answered \d+: /, "");
  return said.replace(/^.*ValidatingAdmissionPolicy .* denied request: /s, "");
}
