import { parse, stringify } from "yaml";
import { KUEUE_NAMESPACE, multiKueueName } from "../../../spec/names";
import { withCluster } from "../../clusters/cluster-access";
import { type Conditioned, holds } from "../../clusters/conditions";
import type { KubernetesApi } from "../../clusters/kubernetes-api";
import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import { processesWith } from "../../process-table";
import { SANDBOX_VARIABLE } from "../../processes";
import { openSandbox } from "../../status";
import type { DrillContext } from "../drill";
import { secondsUntil } from "../wait-until";

/** What drills set in a Kueue that runs, in Kueue's own words. */
export interface KueueTimes {
  waitForPodsReady?: { timeout: string; requeuingStrategy: { backoffBaseSeconds: number; backoffMaxSeconds: number } };
  multiKueue?: { workerLostTimeout: string };
}

interface ConfigMap {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}
interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status?: Conditioned["status"] & {
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
}

const CONFIG = `/api/v1/namespaces/${KUEUE_NAMESPACE}/configmaps/kueue-manager-config`;
const PODS = `/api/v1/namespaces/${KUEUE_NAMESPACE}/pods?labelSelector=control-plane%3Dcontroller-manager`;
const KEY = "controller_manager_config.yaml";
/** Holds the whole configuration as it was, so that it can be put back after whatever interruption. */
const BEFORE = "sandbox.gpu.platform/configuration-before";
const READY_SEC = 120;

/** Changes the configuration of the on-prem Kueue and starts it again, as an administrator would by hand. */
export async function tuneKueue(context: DrillContext, change: (configuration: KueueTimes) => void): Promise<void> {
  await withCluster(context.folder, ON_PREM_CLUSTER, async (api) => {
    const { data, metadata } = await api.get<ConfigMap>(CONFIG);
    const before = metadata.annotations?.[BEFORE] ?? data[KEY] ?? "";
    const configuration = parse(before) as KueueTimes;
    change(configuration);
    await write(api, stringify(configuration), before);
  });
  await restarted(context);
}

/** Puts back what {@link tuneKueue} changed; nothing where it changed nothing. */
export async function untuneKueue(context: DrillContext): Promise<void> {
  const changed = await withCluster(context.folder, ON_PREM_CLUSTER, async (api) => {
    const { metadata } = await api.get<ConfigMap>(CONFIG);
    const before = metadata.annotations?.[BEFORE];
    if (before !== undefined) await write(api, before, null);
    return before !== undefined;
  });
  if (changed) await restarted(context);
}

function write(api: KubernetesApi, text: string, before: string | null): Promise<unknown> {
  return api.patch(CONFIG, { metadata: { annotations: { [BEFORE]: before } }, data: { [KEY]: text } });
}

/** Kueue reads its configuration when it starts: its pod is replaced. */
async function restarted(context: DrillContext): Promise<void> {
  await withCluster(context.folder, ON_PREM_CLUSTER, async (api) => {
    const old = await pods(api);
    for (const { metadata } of old) await api.delete(`/api/v1/namespaces/${KUEUE_NAMESPACE}/pods/${metadata.name}`);
    const gone = new Set(old.map(({ metadata }) => metadata.uid));
    const { signal } = new AbortController();
    const ready = await secondsUntil(
      async () => (await pods(api)).some((pod) => !gone.has(pod.metadata.uid) && holds(pod, "Ready")),
      READY_SEC,
      signal,
    );
    if (ready === undefined) throw new Error(`Kueue is not ready ${READY_SEC} s after its configuration was changed`);
  });
  const leads = await secondsUntil(() => linkActive(context), READY_SEC, new AbortController().signal);
  if (leads === undefined)
    throw new Error(`Kueue has not found the cloud's cluster ${READY_SEC} s after it was started`);
}

/** True while the on-prem Kueue reaches the cloud's cluster, or where the platform has no cloud. */
export async function linkActive({ folder, platform }: DrillContext): Promise<boolean> {
  const path = `/apis/kueue.x-k8s.io/v1beta2/multikueueclusters/${multiKueueName(platform)}`;
  if (!platform.cloud) return true;
  return holds(await withCluster(folder, ON_PREM_CLUSTER, (api) => api.find<Conditioned>(path)), "Active");
}

/** Kills the Kueue of a cluster, without a word to it. */
export async function killKueue({ folder }: DrillContext, cluster: string): Promise<void> {
  const own = await withCluster(folder, cluster, pods);
  const ours = new Set(processesWith(SANDBOX_VARIABLE, openSandbox(folder).folder).map(({ pid }) => pid));
  const killed = own
    .flatMap(({ metadata }) => processesWith("HOSTNAME", metadata.name))
    .filter(({ pid }) => ours.has(pid));
  if (killed.length === 0) throw new Error(`no process of Kueue was found in cluster ${cluster}`);
  for (const { pid } of killed) process.kill(pid, "SIGKILL");
}

/** How often the process behind Kueue's pod was started again; undefined while it is not ready. */
export async function kueueRestarts({ folder }: DrillContext, cluster: string): Promise<number | undefined> {
  const ready = (await withCluster(folder, cluster, pods)).find((pod) => holds(pod, "Ready"));
  return ready && (ready.status?.containerStatuses?.[0]?.restartCount ?? 0);
}

async function pods(api: KubernetesApi): Promise<readonly Pod[]> {
  return (await api.get<{ readonly items: readonly Pod[] }>(PODS)).items;
}
