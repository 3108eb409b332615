import type { ToolProgram } from "../node/programs";
import type { TokenRules } from "../node/token-webhook";
import type { FakeNode } from "./fake-node";

/** A controller whose own program runs behind its chart's pod. */
export type ControllerName = "kueue" | "jobset" | "karpenter";

/** A cluster to start. */
export interface ClusterOptions {
  /** Name inside the sandbox, of 20 of [a-z0-9-] at most. */
  readonly name: string;
  /** Context of the kubeconfig: as the platform file names it. */
  readonly context: string;
  readonly serviceCidr: string;
  /**
   * Where simulated pods are said to have addresses; a /16.
   *
   * @default 10.244.0.0/16
   */
  readonly podCidr?: string;
  /** Nodes from the start; see `ClusterNodes` for those that come and go. */
  readonly nodes: readonly FakeNode[];
  /**
   * Controllers that run, behind their charts' pods, once a chart installs them.
   *
   * @default - kueue and jobset
   */
  readonly controllers?: readonly ControllerName[];
  /**
   * Small tools that run where a pod has their image.
   *
   * @default - none
   */
  readonly tools?: readonly ToolProgram[];
  /**
   * Variables of every process behind a pod, such as those under which AWS clients meet the emulator.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Models that this machine has the files of: what is for another one is simulated.
   *
   * @default - none
   */
  readonly models?: readonly string[];
  /**
   * Hosts beyond the cluster that processes behind pods reach, by a proxy that knows CONNECT.
   *
   * @default - none
   */
  readonly hosts?: {
    readonly proxyPort: number;
    /** Ports of this machine by host and port, such as `s3.example:443`; `*.s3.example:443` is every name below. */
    readonly ports: Readonly<Record<string, number>>;
  };
  /**
   * Whose EKS tokens log in.
   *
   * @default - nobody's
   */
  readonly tokens?: TokenRules;
  /**
   * Emulated instances that become its nodes.
   *
   * @default - none do
   */
  readonly instances?: {
    /** URL of the emulator. */
    readonly emulator: string;
    /** What the emulator's EKS calls the cluster. */
    readonly cluster: string;
  };
}

/** Longest name that leaves room for a socket below the folder of a sandbox. */
const NAME = /^[a-z][a-z0-9-]{0,19}$/;

/** @throws Error where a cluster cannot be made of the options */
export function checkClusterOptions(clusters: readonly ClusterOptions[]): void {
  for (const { name } of clusters) {
    if (!NAME.test(name)) {
      throw new Error(`a cluster's name must be 1 to 20 of [a-z0-9-] from a letter on, got ${JSON.stringify(name)}`);
    }
  }
  for (const key of ["name", "context"] as const) {
    const values = clusters.map((cluster) => cluster[key]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw new Error(`clusters of a sandbox must have different ${key}s, got "${twice}" twice`);
  }
}
