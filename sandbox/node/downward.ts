import type { Container, Pod } from "./pod";

/** A field of a pod, by the path that its own variables and files may name; empty where it has none. */
export function podField(pod: Pod, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed?.[1] && keyed[2]) return pod.metadata[keyed[1] as "labels" | "annotations"]?.[keyed[2]] ?? "";
  const fields: Readonly<Record<string, string | undefined>> = {
    "metadata.name": pod.metadata.name,
    "metadata.namespace": pod.metadata.namespace,
    "metadata.uid": pod.metadata.uid,
    "spec.nodeName": pod.spec.nodeName,
    "spec.serviceAccountName": pod.spec.serviceAccountName,
    "status.podIP": pod.status?.podIP,
    "status.hostIP": "127.0.0.1",
  };
  return fields[path] ?? "";
}

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A container's request or limit (`requests.cpu`), in units of the divisor and rounded up, as its variables may ask for it. */
export function resourceField({ resources }: Container, resource: string, divisor = "1"): string {
  const [kind, ...name] = resource.split(".");
  const value = resources?.[kind as "limits" | "requests"]?.[name.join(".")];
  if (value === undefined) return "0";
  // a divisor of 0 stands for 1.
  return String(Math.ceil(quantity(value) / (quantity(divisor) || 1)));
}

function quantity(text: string): number {
  const parts = /^([0-9.]+)([A-Za-z]*)$/.exec(text);
  const unit = UNITS[parts?.[2] ?? "?"];
  if (!parts || unit === undefined) throw new Error(`${JSON.stringify(text)} is no Kubernetes quantity`);
  // sums of decimal fractions would be a hair above the whole number that is meant.
  return Number((Number(parts[1]) * unit).toPrecision(12));
}
