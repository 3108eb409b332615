import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Engines } from "../engines/engines";
import { KUBERNETES_VERSION } from "../engines/table";
import type { AgentConfig } from "../node/agent-config";
import { type ControllerProgram, type Programs, runByProcess } from "../node/programs";
import type { SandboxProcess } from "../processes";
import type { ClusterRecord } from "../status";
import { startAgent, stopAgent } from "./agent-process";
import { type ClusterPorts, egressConfig, kwokctlConfig, tokenWebhookConfig } from "./cluster-config";
import { ClusterNodes } from "./cluster-nodes";
import type { ClusterOptions, ControllerName } from "./cluster-options";
import {
  controlPlaneAccess,
  controlPlaneProcesses,
  createControlPlane,
  hasControlPlane,
  type PlanePlace,
  restartControlPlane,
  stopControlPlane,
} from "./control-plane";
import { egressSocket } from "./egress-socket";
import { kubeconfig } from "./kubeconfig";
import { KubernetesApi } from "./kubernetes-api";
import { placeOf } from "./place-of";

/** What one cluster of a sandbox is started with. */
export interface ClusterStart {
  readonly sandbox: string;
  readonly options: ClusterOptions;
  readonly engines: Engines;
  readonly ports: ClusterPorts;
  readonly podPorts: readonly number[];
}

/** A cluster that runs. */
export interface StartedCluster {
  readonly record: ClusterRecord;
  /** By name. */
  readonly processes: Readonly<Record<string, SandboxProcess>>;
}

const USUAL_POD_CIDR = "10.244.0.0/16";
const USUAL_CONTROLLERS: readonly ControllerName[] = ["kueue", "jobset"];

/** Karpenter's settings are variables; those of the others are in files that the agent moves the listeners in. */
const PORT_VARIABLES: Readonly<Partial<Record<ControllerName, readonly string[]>>> = {
  karpenter: ["METRICS_PORT", "HEALTH_PROBE_PORT"],
};

/** Starts a control plane, its agent and its nodes; what an earlier start left behind is ended first. */
export async function startCluster(start: ClusterStart): Promise<StartedCluster> {
  const { options, engines } = start;
  const place = placeOf(start.sandbox, options.name);
  mkdirSync(place.folder, { recursive: true });
  await stopAgent(place.folder);
  const configFile = await writeConfiguration(start, place, programsOf(options, engines));
  await createControlPlane(place, await engines.path("kwokctl"), configFile);
  return withAgentAndNodes(start, place);
}

/** Starts a cluster again that lost a process, with the data that it has; one whose data is gone starts anew. */
export async function healCluster(start: ClusterStart): Promise<StartedCluster> {
  const place = placeOf(start.sandbox, start.options.name);
  if (!hasControlPlane(place)) return startCluster(start);
  await stopAgent(place.folder);
  await stopControlPlane(place);
  await restartControlPlane(place, await start.engines.path("kwokctl"));
  return withAgentAndNodes(start, place);
}

async function withAgentAndNodes(start: ClusterStart, place: PlanePlace): Promise<StartedCluster> {
  const { sandbox, options, engines, ports } = start;
  const access = controlPlaneAccess(place, ports.apiServer);
  const agent = await startAgent(sandbox, agentConfig(start, place, programsOf(options, engines)));
  const kubeconfigFile = join(place.folder, "kubeconfig");
  writeFileSync(kubeconfigFile, kubeconfig({ [options.context]: access }), { mode: 0o600 });
  const api = new KubernetesApi(access);
  await new ClusterNodes(api).addFake(options.nodes, `v${KUBERNETES_VERSION}`).finally(() => api.close());
  return {
    record: {
      context: options.context,
      server: access.server,
      certificateAuthority: access.certificateAuthority,
      folder: place.folder,
      kubeconfig: kubeconfigFile,
      kubernetesVersion: KUBERNETES_VERSION,
    },
    processes: Object.fromEntries([...controlPlaneProcesses(place), agent].map((one) => [one.name, one])),
  };
}

function programsOf(
  { controllers = USUAL_CONTROLLERS, tools = [], models = [] }: ClusterOptions,
  engines: Engines,
): Programs {
  const program = (name: ControllerName): ControllerProgram => ({
    label: name,
    // it may still be on its way: its pod waits for it.
    file: engines.file(name),
    portVariables: PORT_VARIABLES[name],
  });
  return { controllers: controllers.map(program), tools, models };
}

async function writeConfiguration(start: ClusterStart, place: PlanePlace, programs: Programs): Promise<string> {
  const { options, engines, ports, sandbox } = start;
  const egressFile = join(place.folder, "egress.yaml");
  const tokenWebhookFile = join(place.folder, "token-webhook.yaml");
  const configFile = join(place.folder, "kwokctl.yaml");
  const socket = egressSocket(sandbox, options.name);
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  writeFileSync(egressFile, egressConfig(socket));
  writeFileSync(tokenWebhookFile, tokenWebhookConfig(ports.tokenWebhook));
  writeFileSync(
    configFile,
    kwokctlConfig({
      ports,
      programs: {
        etcd: await engines.path("etcd"),
        kubeApiserver: await engines.path("kube-apiserver"),
        kubeControllerManager: await engines.path("kube-controller-manager"),
        kubeScheduler: await engines.path("kube-scheduler"),
        kwok: await engines.path("kwok"),
        kubectl: await engines.path("kubectl"),
      },
      serviceCidr: options.serviceCidr,
      podCidr: options.podCidr ?? USUAL_POD_CIDR,
      egressFile,
      tokenWebhookFile,
      runByProcess: runByProcess(programs),
    }),
  );
  return configFile;
}

function agentConfig(
  { options, ports, podPorts, sandbox }: ClusterStart,
  place: PlanePlace,
  programs: Programs,
): AgentConfig {
  const { name, podCidr = USUAL_POD_CIDR, tokens, hosts, instances, environment } = options;
  return {
    cluster: name,
    access: controlPlaneAccess(place, ports.apiServer),
    apiServerPort: ports.apiServer,
    egressSocket: egressSocket(sandbox, name),
    tokenWebhookPort: ports.tokenWebhook,
    programs,
    podPorts,
    // the last /24, so that they are not those that kwok gives out.
    podNetwork: `${podCidr.split(".").slice(0, 2).join(".")}.255`,
    environment: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: "/",
      TMPDIR: "/tmp",
      ...environment,
      KUBERNETES_SERVICE_HOST: "127.0.0.1",
      KUBERNETES_SERVICE_PORT: String(ports.apiServer),
      KUBERNETES_SERVICE_PORT_HTTPS: String(ports.apiServer),
    },
    folder: place.folder,
    ...(tokens && { tokens }),
    ...(hosts && { hosts }),
    ...(instances && { instances: { ...instances, kubeletVersion: `v${KUBERNETES_VERSION}` } }),
  };
}
