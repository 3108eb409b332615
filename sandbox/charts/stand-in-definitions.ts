import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A kind of object whose controller is not on this machine. */
export interface StandInKind {
  readonly group: string;
  /** Versions that are served; the first is stored. */
  readonly versions: readonly string[];
  readonly kind: string;
  readonly plural: string;
  /** @default false */
  readonly clusterWide?: boolean;
  /**
   * Key of the folder that its real definition is in.
   *
   * @default - the chart's name
   */
  readonly folder?: string;
}

const GATEWAY = "gateway.networking.k8s.io";

/**
 * Kinds that the platform's own charts, or values of others, make objects of, by the chart that brings their definitions.
 */
export const STAND_IN_KINDS: Readonly<Record<string, readonly StandInKind[]>> = {
  "cert-manager": [
    { group: "cert-manager.io", versions: ["v1"], kind: "Certificate", plural: "certificates" },
    { group: "cert-manager.io", versions: ["v1"], kind: "Issuer", plural: "issuers" },
    { group: "cert-manager.io", versions: ["v1"], kind: "ClusterIssuer", plural: "clusterissuers", clusterWide: true },
  ],
  "gateway-helm": [
    { group: GATEWAY, versions: ["v1"], kind: "GatewayClass", plural: "gatewayclasses", clusterWide: true },
    { group: GATEWAY, versions: ["v1"], kind: "Gateway", plural: "gateways" },
    { group: GATEWAY, versions: ["v1"], kind: "HTTPRoute", plural: "httproutes" },
    { group: GATEWAY, versions: ["v1", "v1beta1"], kind: "ReferenceGrant", plural: "referencegrants" },
    {
      group: "gateway.envoyproxy.io",
      versions: ["v1alpha1"],
      kind: "EnvoyProxy",
      plural: "envoyproxies",
      folder: "envoy-gateway",
    },
  ],
  keda: [
    { group: "keda.sh", versions: ["v1alpha1"], kind: "ScaledObject", plural: "scaledobjects" },
    { group: "keda.sh", versions: ["v1alpha1"], kind: "TriggerAuthentication", plural: "triggerauthentications" },
  ],
  "keda-add-ons-http": [
    { group: "http.keda.sh", versions: ["v1alpha1"], kind: "HTTPScaledObject", plural: "httpscaledobjects" },
  ],
  "kube-prometheus-stack": [
    { group: "monitoring.coreos.com", versions: ["v1"], kind: "PodMonitor", plural: "podmonitors" },
    { group: "monitoring.coreos.com", versions: ["v1"], kind: "PrometheusRule", plural: "prometheusrules" },
    { group: "monitoring.coreos.com", versions: ["v1"], kind: "ServiceMonitor", plural: "servicemonitors" },
  ],
  "gpu-operator": [
    { group: "nvidia.com", versions: ["v1"], kind: "ClusterPolicy", plural: "clusterpolicies", clusterWide: true },
  ],
};

/** Folders of definitions from their own modules, `<group>_<plural>.yaml`, by chart. */
export type DefinitionFolders = Readonly<Record<string, string>>;

/**
 * Definitions of what a cluster is said to have already: every one of {@link STAND_IN_KINDS}, but for those that a release of the platform brings.
 *
 * @param released names of the charts that the platform releases
 */
export function standInDefinitions(folders: DefinitionFolders, released: readonly string[]): readonly object[] {
  const missing = Object.keys(STAND_IN_KINDS).filter((chart) => !released.includes(chart));
  return missing.flatMap((chart) => definitionsOf(chart, folders));
}

/** The definitions that a chart would bring: the real ones where its module has them, else such as take any field. */
export function definitionsOf(chart: string, folders: DefinitionFolders): readonly object[] {
  return (STAND_IN_KINDS[chart] ?? []).map((kind) => {
    const { folder = chart } = kind;
    const file = join(folders[folder] ?? "", `${kind.group}_${kind.plural}.yaml`);
    return folder in folders && existsSync(file) ? (parse(readFileSync(file, "utf8")) as object) : anyFields(kind);
  });
}

/** A definition that takes any field of a kind. */
function anyFields({ group, versions, kind, plural, clusterWide = false }: StandInKind): object {
  const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      annotations: {
        "hybrid-gpu-platform/stand-in": "takes any field",
        // Kubernetes keeps its own groups for definitions that it has approved, and asks for this of others.
        ...(group.endsWith(".k8s.io") ? { "api-approved.kubernetes.io": "unapproved, a stand-in in a sandbox" } : {}),
      },
    },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: clusterWide ? "Cluster" : "Namespaced",
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: { ...anything, properties: { spec: anything, status: anything } } },
        subresources: { status: {} },
      })),
    },
  };
}
