import { stringify } from "yaml";
import { FAKE_NODE_ANNOTATION, NODE_STAGES, podStages } from "./pod-stages";

/** Ports of one control plane, all on 127.0.0.1. */
export interface ClusterPorts {
  readonly apiServer: number;
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly controllerManager: number;
  readonly scheduler: number;
  readonly kwok: number;
  readonly tokenWebhook: number;
}

/** Programs of a control plane, by path. */
export interface ClusterPrograms {
  readonly etcd: string;
  readonly kubeApiserver: string;
  readonly kubeControllerManager: string;
  readonly kubeScheduler: string;
  readonly kwok: string;
  readonly kubectl: string;
}

/** What {@link kwokctlConfig} is told. */
export interface ControlPlane {
  readonly ports: ClusterPorts;
  readonly programs: ClusterPrograms;
  readonly serviceCidr: string;
  /** Where simulated pods have their addresses. */
  readonly podCidr: string;
  /** File of {@link egressConfig}. */
  readonly egressFile: string;
  /** File of {@link tokenWebhookConfig}. */
  readonly tokenWebhookFile: string;
  /** jq expression that is true for a pod that the node agent runs. */
  readonly runByProcess: string;
}

/**
 * How kwokctl starts a control plane. Every port is set and every listener on loopback: it would take whatever is free on every interface otherwise,
 * and two at once would share one.
 */
export function kwokctlConfig(plane: ControlPlane): string {
  const { ports, programs } = plane;
  const configuration = {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokctlConfiguration",
    options: {
      runtime: "binary",
      bindAddress: "127.0.0.1",
      kubeApiserverPort: ports.apiServer,
      etcdPort: ports.etcd,
      etcdPeerPort: ports.etcdPeer,
      kubeControllerManagerPort: ports.controllerManager,
      kubeSchedulerPort: ports.scheduler,
      kwokControllerPort: ports.kwok,
      etcdBinary: programs.etcd,
      kubeApiserverBinary: programs.kubeApiserver,
      kubeControllerManagerBinary: programs.kubeControllerManager,
      kubeSchedulerBinary: programs.kubeScheduler,
      kwokControllerBinary: programs.kwok,
      // it would look for one in PATH for minutes.
      kubectlBinary: programs.kubectl,
    },
    componentsPatches: [
      patch("kube-apiserver", {
        "service-cluster-ip-range": plane.serviceCidr,
        "advertise-address": "127.0.0.1",
        // the Service `kubernetes` cannot have an endpoint on loopback.
        "endpoint-reconciler-type": "none",
        "authentication-token-webhook-config-file": plane.tokenWebhookFile,
        "egress-selector-config-file": plane.egressFile,
      }),
      patch("kube-controller-manager", {
        // each controller is who it is in a real cluster: policies go by their names, and their roles count.
        "use-service-account-credentials": "true",
      }),
      // all of it is gone when the sandbox is: no disk need keep it.
      patch("etcd", { "unsafe-no-fsync": "true" }),
      patch("kwok-controller", {
        // so that a node can be let go, as one is whose machine is gone.
        "manage-all-nodes": "false",
        "manage-nodes-with-annotation-selector": `${FAKE_NODE_ANNOTATION}=fake`,
        // a kubelet's own: kwok's is 200 s, for which one that starts again would leave the pods of its nodes alone.
        "node-lease-duration-seconds": "40",
        cidr: plane.podCidr,
      }),
    ],
  };
  return [configuration, ...NODE_STAGES, ...podStages(plane.runByProcess)]
    .map((document) => stringify(document, { lineWidth: 0 }))
    .join("---\n");
}

/** Arguments that kwokctl sets itself, to values that do not fit. */
const OWN_ARGUMENTS: ReadonlySet<string> = new Set(["manage-all-nodes", "node-lease-duration-seconds"]);

function patch(name: string, args: Readonly<Record<string, string>>): object {
  // kwokctl drops what is to override an argument that it does not set itself.
  const extraArgs = Object.entries(args).map(([key, value]) => ({ key, value, override: OWN_ARGUMENTS.has(key) }));
  return { name, extraArgs };
}

/**
 * Sends what the API server asks of the cluster's network (webhooks, aggregated APIs) to the node agent. By a Unix socket: over TCP, the API server of
 * 1.35.4 panics where the proxy has no certificate.
 */
export function egressConfig(socket: string): string {
  return stringify({
    apiVersion: "apiserver.k8s.io/v1beta1",
    kind: "EgressSelectorConfiguration",
    egressSelections: [
      { name: "cluster", connection: { proxyProtocol: "HTTPConnect", transport: { uds: { udsName: socket } } } },
    ],
  });
}

/** Has the API server ask the node agent who a bearer token is that it does not know itself. */
export function tokenWebhookConfig(port: number): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "agent", cluster: { server: `http://127.0.0.1:${port}/authenticate` } }],
    users: [{ name: "api-server" }],
    contexts: [{ name: "agent", context: { cluster: "agent", user: "api-server" } }],
    "current-context": "agent",
  });
}
