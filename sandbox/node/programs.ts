import { LABELS } from "../../spec/names";
import type { Container, Pod } from "./pod";

/** A controller whose own program runs behind its chart's pod. */
export interface ControllerProgram {
  /** Value of the label `app.kubernetes.io/name` that its chart gives the pod. */
  readonly label: string;
  /** Its file on this machine; static, so that it runs under any root. */
  readonly file: string;
  /**
   * Variables of its container that hold a port that it listens on.
   *
   * @default - none: its configuration file does
   */
  readonly portVariables?: readonly string[];
}

/** A small tool that runs behind a pod with its image. */
export interface ToolProgram {
  /** Last part of the image's repository, such as `kubectl`. */
  readonly image: string;
  /** Program that runs where the pod names no command. */
  readonly entrypoint: string;
  /**
   * Files by the names under which the pod finds them in its PATH, beside this machine's own programs.
   *
   * @default - none
   */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * Folders of this machine that it sees at the same place, beside those of every tool.
   *
   * @default - none
   */
  readonly folders?: readonly string[];
  /**
   * Variables that it has beside the pod's own, which override them.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Variables of its container that hold a port that it listens on, or asks another container of the pod on.
   *
   * @default - none
   */
  readonly portVariables?: readonly string[];
}

/** Which pods run as processes. */
export interface Programs {
  readonly controllers: readonly ControllerProgram[];
  readonly tools: readonly ToolProgram[];
  /**
   * Models that this machine has the files of: a pod that is for another one is simulated.
   *
   * @default - none
   */
  readonly models?: readonly string[];
}

/** How one container runs. */
export interface ContainerProgram {
  /** Absolute path inside the container's root, or a name that is found in PATH there. */
  readonly program: string;
  readonly args: readonly string[];
  /** File on this machine that is placed at {@link program}; undefined where the container sees this machine's own programs. */
  readonly file: string | undefined;
  /** Files that are placed in {@link TOOLS_FOLDER}, by name. */
  readonly tools: Readonly<Record<string, string>>;
  /** Folders of this machine that are shown at the same place. */
  readonly folders: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly portVariables: readonly string[];
}

/** Folder of a tool's own files, first in its PATH. */
export const TOOLS_FOLDER = "/sandbox-tools";

const NAME_LABEL = "app.kubernetes.io/name";
const USUAL_PROGRAM = "/manager";

/** How a container of a pod runs; undefined where the pod is simulated. */
export function containerProgram(pod: Pod, container: Container, programs: Programs): ContainerProgram | undefined {
  if (!runsAsProcess(pod, programs)) return undefined;
  const { command = [], args = [] } = container;
  const [program, ...firstArgs] = command;
  const controller = programs.controllers.find(({ label }) => label === pod.metadata.labels?.[NAME_LABEL]);
  if (controller) {
    const { file, portVariables = [] } = controller;
    return {
      program: program ?? USUAL_PROGRAM,
      args: [...firstArgs, ...args],
      file,
      tools: {},
      folders: [],
      environment: {},
      portVariables,
    };
  }
  const tool = programs.tools.find(({ image }) => imagePattern([image]).test(container.image));
  if (!tool) return undefined;
  return {
    program: program ?? tool.entrypoint,
    args: [...firstArgs, ...args],
    file: undefined,
    tools: tool.files ?? {},
    folders: tool.folders ?? [],
    environment: tool.environment ?? {},
    portVariables: tool.portVariables ?? [],
  };
}

/** True for a pod that runs as a process on this machine; {@link runByProcess} says the same to kwok. */
export function runsAsProcess({ metadata, spec }: Pod, { controllers, tools, models = [] }: Programs): boolean {
  if (controllers.some(({ label }) => label === metadata.labels?.[NAME_LABEL])) return true;
  const model = metadata.labels?.[LABELS.model];
  if (model !== undefined && !models.includes(model)) return false;
  const pattern = imagePattern(tools.map(({ image }) => image));
  return [...(spec.initContainers ?? []), ...spec.containers].every(({ image }) => pattern.test(image));
}

/** The jq expression that is true for the pods for which {@link runsAsProcess} is: nothing simulates them. */
export function runByProcess({ controllers, tools, models = [] }: Programs): string {
  const labels = JSON.stringify(controllers.map(({ label }) => label));
  const pattern = JSON.stringify(imagePattern(tools.map(({ image }) => image)).source);
  return (
    `(.metadata.labels["${NAME_LABEL}"] as $name | ${labels} | any(. == $name)) or ` +
    `((.metadata.labels["${LABELS.model}"] as $model | $model == null or (${JSON.stringify(models)} | any(. == $model))) and ` +
    `([(.spec.initContainers // [])[], .spec.containers[]] | all(.image | test(${pattern}))))`
  );
}

/** Matches images whose repository ends in one of some names; in words that both JavaScript and jq understand. */
function imagePattern(names: readonly string[]): RegExp {
  const any = names.map((name) => name.replace(/[.+]/g, "[$&]")).join("|");
  // without a name nothing matches.
  return new RegExp(names.length === 0 ? "^$" : `(^|[/])(${any})([:@]|$)`);
}
