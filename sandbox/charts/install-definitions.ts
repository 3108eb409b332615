import { setTimeout as sleep } from "node:timers/promises";
import { type Conditioned, holds } from "../clusters/conditions";
import type { KubernetesApi } from "../clusters/kubernetes-api";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const TIMEOUT_SEC = 30;

interface Definition extends Conditioned {
  readonly metadata: { readonly name: string };
}

/** Makes definitions of custom resources, and waits until the API server takes objects of them. Those that are there stay as they are. */
export async function installDefinitions(
  api: Pick<KubernetesApi, "createOnce" | "get">,
  definitions: readonly object[],
): Promise<void> {
  await Promise.all(definitions.map((definition) => api.createOnce(DEFINITIONS, definition)));
  const names = (definitions as readonly Definition[]).map(({ metadata }) => metadata.name);
  for (let waited = 0; ; waited += 100) {
    const { items } = await api.get<{ readonly items: readonly Definition[] }>(DEFINITIONS);
    const ready = new Set(
      items.filter((definition) => holds(definition, "Established")).map(({ metadata }) => metadata.name),
    );
    const missing = names.filter((name) => !ready.has(name));
    if (missing.length === 0) return;
    if (waited >= TIMEOUT_SEC * 1000) {
      throw new Error(`the API server does not take ${missing.join(", ")} after ${TIMEOUT_SEC} s`);
    }
    await sleep(100);
  }
}
