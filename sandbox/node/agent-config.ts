import { readFileSync } from "node:fs";
import type { ClusterAccess } from "../clusters/kubeconfig";
import type { Programs } from "./programs";
import type { TokenRules } from "./token-webhook";

/** What an agent is told, in a file: one agent a cluster. */
export interface AgentConfig {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly access: ClusterAccess;
  readonly apiServerPort: number;
  /** Unix socket of the egress proxy. */
  readonly egressSocket: string;
  readonly tokenWebhookPort: number;
  /**
   * Whose EKS tokens are taken.
   *
   * @default - nobody's
   */
  readonly tokens?: TokenRules;
  readonly programs: Programs;
  /** Ports for what processes of pods listen on. */
  readonly podPorts: readonly number[];
  /** First three numbers of the addresses that pods are said to have, such as `10.244.255`. */
  readonly podNetwork: string;
  /** Variables of every process of a pod. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where roots, logs and the list of processes are. */
  readonly folder: string;
  /**
   * Hosts beyond the cluster that processes of pods reach through a proxy at a port, and the port of this machine that each is.
   *
   * @default - none
   */
  readonly hosts?: { readonly proxyPort: number; readonly ports: Readonly<Record<string, number>> };
  /**
   * Emulated instances that become nodes of the cluster.
   *
   * @default - none do
   */
  readonly instances?: {
    /** URL of the emulator. */
    readonly emulator: string;
    /** What the emulator's EKS calls the cluster. */
    readonly cluster: string;
    readonly kubeletVersion: string;
  };
}

/** Reads the file that an agent is started with. */
export function readAgentConfig(file: string): AgentConfig {
  return JSON.parse(readFileSync(file, "utf8")) as AgentConfig;
}
