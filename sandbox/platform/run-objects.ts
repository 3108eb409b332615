import type { KubernetesApi } from "../clusters/kubernetes-api";

/** What belongs to another object. */
export interface Owned {
  readonly metadata: { readonly ownerReferences?: readonly { readonly name: string }[] };
}

/** Path of the JobSets of a namespace: a run is one. */
export function jobSetsPath(namespace: string): string {
  return `/apis/jobset.x-k8s.io/v1alpha2/namespaces/${namespace}/jobsets`;
}

/** The pods of a run in one cluster. */
export async function runPods<Pod>(api: KubernetesApi, namespace: string, id: string): Promise<readonly Pod[]> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=jobset.sigs.k8s.io/jobset-name%3D${id}`;
  return (await api.find<{ readonly items: readonly Pod[] }>(path))?.items ?? [];
}

/** What the Kueue of one cluster keeps of a run; undefined before it has seen it. */
export async function runWorkload<Workload extends Owned>(
  api: KubernetesApi,
  namespace: string,
  id: string,
): Promise<Workload | undefined> {
  const path = `/apis/kueue.x-k8s.io/v1beta2/namespaces/${namespace}/workloads`;
  const list = await api.find<{ readonly items: readonly Workload[] }>(path);
  return list?.items.find(({ metadata }) => metadata.ownerReferences?.some(({ name }) => name === id));
}
