import type { PodProcess } from "./pod-process";

/** What is read of a Service. */
export interface Service {
  readonly metadata: { readonly uid: string; readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
}

/**
 * The port of this machine that answers for an address of the cluster: a pod's own, or a Service's, for which the first ready pod answers that the
 * Service selects and a process runs.
 */
export function serviceRoute(
  services: readonly Service[],
  pods: readonly Pick<PodProcess, "pod" | "podIp" | "portOf">[],
  host: string,
  port: number,
): number | undefined {
  const addressed = pods.find(({ podIp }) => podIp === host);
  if (addressed) return addressed.portOf(port);
  const service = services.find(({ spec }) => spec.clusterIP === host);
  const target = service?.spec.ports?.find((candidate) => candidate.port === port);
  const selector = Object.entries(service?.spec.selector ?? {});
  if (!service || !target || selector.length === 0) return undefined;
  for (const candidate of pods) {
    const { namespace, labels } = candidate.pod.metadata;
    const selected =
      namespace === service.metadata.namespace && selector.every(([key, value]) => labels?.[key] === value);
    const found = selected ? candidate.portOf(target.targetPort ?? port) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
