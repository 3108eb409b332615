import { delimiter, join } from "node:path";
import { misleadingVariables } from "../aws/emulator";
import { openSandbox, readStatus, updateStatus } from "../status";

/** Where the status file keeps the variables for clients. */
const ENVIRONMENT = "environment";

/** Folder of the commands that a sandbox brings: first in the PATH of who works with it. */
export function binFolder(folder: string): string {
  return join(openSandbox(folder).folder, "bin");
}

/** Keeps the variables under which clients meet a sandbox. */
export function saveEnvironment(folder: string, variables: Readonly<Record<string, string>>): void {
  updateStatus(folder, (status) => ({ ...status, values: { ...status.values, [ENVIRONMENT]: variables } }));
}

/** Variables under which terraform, cdktf, kubectl and aws talk to a sandbox; none before it is up. PATH is not among them. */
export function sandboxEnvironment(folder: string): Readonly<Record<string, string>> {
  return (readStatus(folder)?.values[ENVIRONMENT] ?? {}) as Record<string, string>;
}

/** All variables of a command that deploys to a sandbox: nothing of the user's leads it elsewhere, and it writes to no home of theirs. */
export function commandEnvironment(folder: string, environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const misleading = new Set(misleadingVariables(environment));
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || misleading.has(name) || /^(TF_|KUBE|HELM_|CDKTF_)/.test(name)
      ? []
      : [[name, value] as const],
  );
  return {
    ...Object.fromEntries(kept),
    ...sandboxEnvironment(folder),
    PATH: [binFolder(folder), environment.PATH ?? ""].join(delimiter),
    HOME: join(openSandbox(folder).folder, "home"),
  };
}

/** Lines of a shell that lead it to a sandbox. */
export function shellExports(folder: string, environment: NodeJS.ProcessEnv): readonly string[] {
  return [
    ...misleadingVariables(environment).map((name) => `unset ${name}`),
    ...Object.entries(sandboxEnvironment(folder)).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `export PATH=${quoted(binFolder(folder))}:"$PATH"`,
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
