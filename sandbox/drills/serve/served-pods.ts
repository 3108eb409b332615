import { inferenceNamespace, LABELS } from "../../../spec/names";
import type { Deployment, Platform } from "../../../spec/platform";
import { withCluster } from "../../clusters/cluster-access";
import { type Asked, ask, CLUSTERS, type Example, exampleOf } from "../../platform/asked-models";
import { knownStores } from "../../site/known-stores";
import type { DrillContext } from "../drill";
import type { TrainedModel } from "./trained-model";

/** What a drill reads of a pod. */
export interface ServedPod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly state?: { readonly terminated?: Ended };
  readonly lastState?: { readonly terminated?: Ended };
}
interface Ended {
  readonly exitCode: number;
  readonly message?: string;
}

/** What a drill reads of a Kubernetes Deployment. */
export interface ServedDeployment {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

/** Pods of a deployment that are not being deleted. */
export async function podsOf(
  { folder, platform }: DrillContext,
  { name, side }: Pick<Deployment, "name" | "side">,
): Promise<readonly ServedPod[]> {
  const selector = encodeURIComponent(`${LABELS.deployment}=${name}`);
  const path = `/api/v1/namespaces/${inferenceNamespace(platform)}/pods?labelSelector=${selector}`;
  const { items } = await withCluster(folder, CLUSTERS[side], (api) =>
    api.get<{ readonly items: readonly ServedPod[] }>(path),
  );
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** True where a pod is ready. */
export function isReady({ status }: ServedPod): boolean {
  return status?.conditions?.some(({ type, status: holds }) => type === "Ready" && holds === "True") ?? false;
}

/** Last words of the step that brings a model to a pod, where it failed. */
export function fetchFailure(pod: ServedPod): string | undefined {
  for (const { state, lastState } of pod.status?.initContainerStatuses ?? []) {
    const ended = [state?.terminated, lastState?.terminated].find((one) => one !== undefined && one.exitCode !== 0);
    if (ended) return ended.message;
  }
  return undefined;
}

/** A Kubernetes Deployment of served models; undefined where there is none. */
export function servedBy(
  { folder, platform }: DrillContext,
  side: Deployment["side"],
  name: string,
): Promise<ServedDeployment | undefined> {
  const path = `/apis/apps/v1/namespaces/${inferenceNamespace(platform)}/deployments/${name}`;
  return withCluster(folder, CLUSTERS[side], (api) => api.find<ServedDeployment>(path));
}

/** What the training computed. */
export async function example({ folder, platform }: DrillContext, { model, version, here }: TrainedModel) {
  const stores = knownStores(folder, platform);
  const found = stores && (await exampleOf(stores, here.side, { model, version }));
  if (!found) throw new Error(`${model} ${version} is not in the store of the side where it was trained`);
  return found;
}

/** True where a Service answers as the training did; asked once. */
export async function answersRightly(
  { folder, platform }: { readonly folder: string; readonly platform: Platform },
  place: { readonly service: string; readonly side: Asked["side"]; readonly model: string },
  wanted: Example,
  tries = 1,
): Promise<boolean> {
  const { answered } = await ask(folder, platform, place, wanted, tries);
  return JSON.stringify(answered) === JSON.stringify(wanted.answers);
}
