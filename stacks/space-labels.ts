import { LABELS, OWNER_ANNOTATION } from "../spec/names";
import type { Platform } from "../spec/platform";

/** A label's name, with or without a domain before it, as Kubernetes takes it. */
const LABEL_NAME = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Labels that something acts on: no tag may pose as one. */
const MEANT = /(^|[.-])(kubernetes|k8s)\.io\/|^gpu\.platform\//;

/** Annotations of everything of the platform in a cluster: who is asked. */
export function platformAnnotations({ owner }: Platform): Readonly<Record<string, string>> {
  return { [OWNER_ANNOTATION]: owner };
}

/** Labels of the platform's namespaces: its tags, as far as Kubernetes takes them for labels, and its name. */
export function platformLabels({ name, tags }: Platform): Readonly<Record<string, string>> {
  const legal = Object.entries(tags).filter(
    ([key, value]) => LABEL_NAME.test(key) && LABEL_VALUE.test(value) && !MEANT.test(key),
  );
  return { ...Object.fromEntries(legal), [LABELS.platform]: name };
}

/** Labels of a team's namespace. Policies and Kueue go by them. */
export function teamLabels(platform: Platform, team: string, restricted: boolean): Readonly<Record<string, string>> {
  return {
    ...platformLabels(platform),
    [LABELS.team]: team,
    ...(restricted && { [LABELS.restricted]: "true" }),
  };
}
