import { withCluster } from "../clusters/cluster-access";
import { CLOUD_CLUSTER, ON_PREM_CLUSTER } from "../platform/simulated-clusters";
import { startSandbox } from "../platform/up";
import { sandboxState } from "../sandbox";
import { readStatus } from "../status";
import type { Drill, DrillContext } from "./drill";
import { secondsUntil } from "./wait-until";

/** A control plane loses its scheduler. */
export const ENGINE_KILLED: Drill = {
  name: "engine-killed",
  group: "cluster",
  needs: ["a cluster"],
  does: "kills the scheduler of a control plane",
  expects: "status names it with its last lines; up starts it again, and nothing that was in the cluster is lost",
  run: async (context) => {
    const { folder, signal } = context;
    const cluster = readStatus(folder)?.clusters[ON_PREM_CLUSTER] ? ON_PREM_CLUSTER : CLOUD_CLUSTER;
    const name = `${cluster} kube-scheduler`;
    const scheduler = readStatus(folder)?.processes[name];
    if (!scheduler) throw new Error(`${name} does not run`);
    const before = await namespacesOf(folder, cluster);
    process.kill(scheduler.pid, "SIGKILL");
    const named = await secondsUntil(
      async () => sandboxState(folder)?.trouble.some((one) => one.name === name && one.lastLines.length > 0) ?? false,
      10,
      signal,
    );
    await heal(context);
    const healed = await secondsUntil(async () => sandboxState(folder)?.trouble.length === 0, 120, signal);
    const after = new Set(await namespacesOf(folder, cluster));
    const lost = before.filter((one) => !after.has(one));
    return {
      asExpected: named !== undefined && healed !== undefined && lost.length === 0,
      what: `${named === undefined ? "status did not name it" : "status named it with its last lines"}; ${healed === undefined ? "up did not heal it" : "up healed it"}; namespaces lost: ${lost.join(", ") || "none"}`,
    };
  },
  restore: (context) => heal(context),
};

async function heal({ folder, platform, outdir, environment, say }: DrillContext): Promise<void> {
  await startSandbox({ folder, platform, outdir, environment, offline: true, onProgress: (line) => say(`  ${line}`) });
}

async function namespacesOf(folder: string, cluster: string): Promise<readonly string[]> {
  const { items } = await withCluster(folder, cluster, (api) =>
    api.get<{ readonly items: readonly { readonly metadata: { readonly name: string } }[] }>("/api/v1/namespaces"),
  );
  return items.map(({ metadata }) => metadata.name);
}
