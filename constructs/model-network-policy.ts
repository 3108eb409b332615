import {
  NetworkPolicyV1,
  type NetworkPolicyV1SpecEgress,
  type NetworkPolicyV1SpecIngress,
} from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { Construct } from "constructs";
import { CLIENT_LABEL } from "../spec/serving-names";
import type { ModelStore } from "./model-source";
import type { ObjectMetadata } from "./object-metadata";
import { type Destination, type DestinationNamespace, outside, toNamespace } from "./traffic";

/** Properties for {@link ModelNetworkPolicy}. */
export interface ModelNetworkPolicyProps {
  /** Its labels are those of the pods. */
  readonly metadata: ObjectMetadata;
  /** Ports that clients and Prometheus reach. */
  readonly ports: readonly number[];
  /** Namespaces that may reach them; the pods' own always may, and those that an administrator labels `gpu.platform/clients`. */
  readonly clientNamespaces: readonly string[];
  readonly store: ModelStore;
  /**
   * Where the store is reached.
   *
   * @default - any address, on the store's port
   */
  readonly storeReach?: StoreReach;
}

/** Addresses and namespaces of an object store. */
export interface StoreReach {
  readonly destinations: readonly Destination[];
  readonly namespaces: readonly DestinationNamespace[];
}

/** EKS Pod Identity's agent on each node. */
const POD_IDENTITY_AGENT = "169.254.170.23/32";

/**
 * Who may talk to a model's pods, and with whom they talk.
 *
 * Defines one `kubernetes_network_policy_v1`: clients come in; names are looked up and the object store is read; nothing else goes out.
 * It cannot name the store by host: without being told where it is, it opens the store's port to all.
 */
export class ModelNetworkPolicy extends Construct {
  constructor(scope: Construct, id: string, props: ModelNetworkPolicyProps) {
    super(scope, id);
    const { metadata } = props;
    new NetworkPolicyV1(this, "Default", {
      metadata,
      spec: {
        podSelector: { matchLabels: metadata.labels },
        policyTypes: ["Ingress", "Egress"],
        ingress: [clients(props)],
        egress: [...names(), ...store(props)],
      },
    });
  }
}

function clients({ metadata, clientNamespaces, ports }: ModelNetworkPolicyProps): NetworkPolicyV1SpecIngress {
  const values = [...new Set([metadata.namespace, ...clientNamespaces])].sort();
  return {
    from: [
      { namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values }] } },
      { namespaceSelector: { matchLabels: { [CLIENT_LABEL.key]: CLIENT_LABEL.value } } },
    ],
    ports: ports.map((port) => ({ port: String(port), protocol: "TCP" })),
  };
}

function names(): NetworkPolicyV1SpecEgress[] {
  return [
    {
      to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
      ports: ["UDP", "TCP"].map((protocol) => ({ port: "53", protocol })),
    },
  ];
}

function store({ store: { endpoint }, storeReach }: ModelNetworkPolicyProps): NetworkPolicyV1SpecEgress[] {
  if (storeReach) return [...storeReach.destinations.map(outside), ...storeReach.namespaces.map(toNamespace)];
  if (endpoint === undefined)
    return [
      { ports: [{ port: "443", protocol: "TCP" }] },
      { to: [{ ipBlock: { cidr: POD_IDENTITY_AGENT } }], ports: [{ port: "80", protocol: "TCP" }] },
    ];
  const { port, protocol } = new URL(endpoint);
  return [{ ports: [{ port: port || (protocol === "https:" ? "443" : "80"), protocol: "TCP" }] }];
}
