import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { Construct } from "constructs";

/** A range of addresses and ports outside the cluster, TCP. */
export interface Destination {
  readonly cidr: string;
  /**
   * Parts of the range that stay closed.
   *
   * @default []
   */
  readonly except?: readonly string[];
  /**
   * Ports.
   *
   * @default - every port
   */
  readonly ports?: readonly number[];
}

/** Properties for {@link Traffic}. */
export interface TrafficProps {
  readonly namespace: string;
  /**
   * Lets pods of the namespace talk to each other.
   *
   * @default false
   */
  readonly within?: boolean;
  /**
   * Ranges that its pods may reach.
   *
   * @default []
   */
  readonly to?: readonly Destination[];
  /**
   * Other namespaces whose pods it may reach, with the TCP ports.
   *
   * @default []
   */
  readonly toNamespaces?: readonly DestinationNamespace[];
}

/** A namespace whose pods may be reached, and their TCP ports. */
export interface DestinationNamespace {
  readonly namespace: string;
  readonly ports: readonly number[];
}

/** Where clusters with NodeLocal DNSCache answer names. */
const NODE_LOCAL_DNS = "169.254.20.10/32";

const NAMESPACE_NAME = "kubernetes.io/metadata.name";

/**
 * What pods of a namespace may talk to: nothing but the cluster's DNS and what the properties open.
 *
 * Defines a `kubernetes_network_policy_v1` that denies, one for DNS, and one for each thing opened. The cluster's network plugin must
 * enforce them. Traffic over EFA is no IP traffic: no policy sees it.
 */
export class Traffic extends Construct {
  constructor(scope: Construct, id: string, { namespace, within = false, to = [], toNamespaces = [] }: TrafficProps) {
    super(scope, id);
    const policy = (name: string, spec: { ingress?: object[]; egress?: object[] }) =>
      new NetworkPolicyV1(this, name, {
        metadata: { name, namespace },
        spec: {
          podSelector: {},
          policyTypes: [...(spec.ingress ? ["Ingress"] : []), ...(spec.egress ? ["Egress"] : [])],
          ...spec,
        },
      });
    new NetworkPolicyV1(this, "default-deny", {
      metadata: { name: "default-deny", namespace },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
    policy("dns", { egress: [dns()] });
    if (within)
      policy("within", { ingress: [{ from: [{ podSelector: {} }] }], egress: [{ to: [{ podSelector: {} }] }] });
    if (to.length > 0) policy("outside", { egress: to.map(outside) });
    for (const { namespace: other, ports } of toNamespaces)
      policy(`to-${other}`, { egress: [toNamespace({ namespace: other, ports })] });
  }
}

function dns(): object {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: "kube-system" } },
        podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      },
      { ipBlock: { cidr: NODE_LOCAL_DNS } },
    ],
    ports: [
      { port: "53", protocol: "UDP" },
      { port: "53", protocol: "TCP" },
    ],
  };
}

/** What lets pods out to the pods of another namespace. */
export function toNamespace({ namespace, ports }: DestinationNamespace): object {
  return { to: [{ namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } } }], ports: ports.map(tcp) };
}

/** What lets pods out to a range of addresses. */
export function outside({ cidr, except = [], ports = [] }: Destination): object {
  return {
    to: [{ ipBlock: { cidr, ...(except.length > 0 && { except: [...except] }) } }],
    ...(ports.length > 0 && { ports: ports.map(tcp) }),
  };
}

/** Egress rules for a chart: typed resources write ports as texts, and in a chart a text would be the name of a port. */
export function egressTo(reach: {
  readonly destinations: readonly Destination[];
  readonly namespaces: readonly DestinationNamespace[];
}): readonly object[] {
  return [...reach.destinations.map(outside), ...reach.namespaces.map(toNamespace)].map((rule) => {
    const { ports, ...rest } = rule as { readonly ports?: readonly { readonly port: string }[] };
    return { ...rest, ...(ports && { ports: ports.map((one) => ({ ...one, port: Number(one.port) })) }) };
  });
}

function tcp(port: number): object {
  return { port: String(port), protocol: "TCP" };
}
