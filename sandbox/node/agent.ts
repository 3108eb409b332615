import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { KubernetesApi } from "../clusters/kubernetes-api";
import type { AgentConfig } from "./agent-config";
import type { Isolation } from "./isolation";
import { type Pod, podName, podPath } from "./pod";
import { PodProcess } from "./pod-process";
import { PortPool } from "./port-pool";
import { type ContainerRecord, writeProcessList } from "./process-list";
import { runsAsProcess } from "./programs";
import { type Service, serviceRoute } from "./service-routes";
import { Watched } from "./watched";

/** Runs the pods of one cluster that are no simulation, and finds them for the API server. */
export class Agent {
  private readonly api: KubernetesApi;
  private readonly pods: Watched<Pod>;
  private readonly services: Watched<Service>;
  private readonly running = new Map<string, PodProcess>();
  private readonly ending = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly ports: PortPool;
  private addresses = 0;

  constructor(
    private readonly config: AgentConfig,
    private readonly isolation: Isolation,
    private readonly say: (line: string) => void,
  ) {
    this.api = new KubernetesApi(config.access);
    this.ports = new PortPool(config.podPorts);
    this.pods = new Watched(this.api, "/api/v1/pods", () => this.reconcile());
    this.services = new Watched(this.api, "/api/v1/services", () => {});
    // what an agent before this one left behind.
    rmSync(this.rootsFolder(), { recursive: true, force: true });
    mkdirSync(this.rootsFolder(), { recursive: true });
    writeProcessList(config.folder, []);
  }

  /** Works until it is stopped. */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    await Promise.all([this.pods.follow(signal, this.say), this.services.follow(signal, this.say)]);
  }

  /** Ends every process of a pod; pods and their objects stay as they are. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.running.values()].map((pod) => pod.stop()));
    this.api.close();
  }

  /** The port of this machine behind an address of the cluster's network. */
  route(host: string, port: number): number | undefined {
    return serviceRoute(this.services.all(), [...this.running.values()], host, port);
  }

  private reconcile(): void {
    if (this.stopping.signal.aborted) return;
    const wanted = this.pods.all().filter((pod) => pod.spec.nodeName && runsAsProcess(pod, this.config.programs));
    const uids = new Set(wanted.map(({ metadata }) => metadata.uid));
    for (const uid of this.running.keys()) {
      if (!uids.has(uid)) this.end(uid);
    }
    for (const pod of wanted) {
      if (pod.metadata.deletionTimestamp) this.end(pod.metadata.uid, pod);
      else if (!isOver(pod) && !this.running.has(pod.metadata.uid) && !this.ending.has(pod.metadata.uid))
        this.start(pod);
    }
  }

  private start(pod: Pod): void {
    this.addresses += 1;
    const process = new PodProcess(pod, `${this.config.podNetwork}.${(this.addresses % 250) + 1}`, {
      api: this.api,
      programs: this.config.programs,
      isolation: this.isolation,
      ports: this.ports,
      rootsFolder: this.rootsFolder(),
      logsFolder: join(this.config.folder, "logs"),
      environment: this.config.environment,
      onChange: () => this.writeList(),
      say: this.say,
    });
    this.running.set(pod.metadata.uid, process);
    process.run().catch((error: Error) => this.say(`${podName(pod)}: ${error.message}`));
  }

  /** Ends a pod's processes; where it is being deleted, the API server is told when they are gone, as a kubelet does. */
  private end(uid: string, deleted?: Pod): void {
    if (this.ending.has(uid)) return;
    const process = this.running.get(uid);
    if (!process && !deleted) return;
    const done = (async () => {
      if (process) {
        this.say(`${podName(process.pod)}: ends`);
        await process.stop();
        this.running.delete(uid);
        this.writeList();
      }
      if (deleted) {
        await this.api.delete(podPath(deleted), { gracePeriodSeconds: 0, preconditions: { uid } });
      }
    })();
    const settled = done
      .catch((error: Error) => this.say(`${process ? podName(process.pod) : uid}: ${error.message}`))
      .finally(() => this.ending.delete(uid));
    this.ending.set(uid, settled);
  }

  private writeList(): void {
    writeProcessList(this.config.folder, [...this.running.values()].flatMap(records));
  }

  private rootsFolder(): string {
    return join(this.config.folder, "roots");
  }
}

function isOver({ status }: Pod): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed";
}

function records(process: PodProcess): readonly ContainerRecord[] {
  return process.reports().map(({ name, state, ready, restarts, lastEnd, ports, logFile }) => ({
    pod: podName(process.pod),
    container: name,
    pid: state.kind === "running" ? state.pid : 0,
    ready,
    restarts,
    ports,
    logFile,
    ...(lastEnd && lastEnd.exitCode !== 0 && { lastWords: lastEnd.message }),
    ...(state.kind === "waiting" && state.message !== "" && { waitsFor: state.message }),
  }));
}
