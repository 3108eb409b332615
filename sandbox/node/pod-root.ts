import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Isolation } from "./isolation";
import { type ContainerProgram, TOOLS_FOLDER } from "./programs";

/** Folders of this machine that a tool sees under its own root. */
const MACHINE_FOLDERS = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/dev", "/proc"];

/** A folder that shows in a container's root. */
export interface Shown {
  readonly folder: string;
  /** Absolute path in the container. */
  readonly at: string;
}

/**
 * The command that runs a container's program under the container's own root.
 *
 * @param shared folders that containers of the pod have in common; a program that is placed under its root has none
 */
export function commandUnder(
  root: string,
  { program, args, file, tools, folders }: ContainerProgram,
  isolation: Isolation,
  shared: readonly Shown[] = [],
): string[] {
  mkdirSync(join(root, "tmp"), { recursive: true });
  if (file !== undefined) {
    placeFile(file, join(root, program));
    return [...isolation.chroot, root, program, ...args];
  }
  for (const [name, toolFile] of Object.entries(tools)) placeFile(toolFile, join(root, TOOLS_FOLDER, name));
  const machine = MACHINE_FOLDERS.filter((folder) => existsSync(folder) && isEmpty(join(root, folder)));
  const asIs = (all: readonly string[]) => all.map((folder) => ({ folder, at: folder }));
  // the tool's own last: what containers share would hide one that is below it.
  const shown = [...asIs(machine), ...shared, ...asIs(folders)];
  return [...isolation.mount, mountScript(shown, isolation.programs), root, program, ...args];
}

/** True also of what an earlier start of the container made, to mount there. */
function isEmpty(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

/** A second name for the same file where the file system allows one; else a copy. */
function placeFile(file: string, target: string): void {
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target);
    chmodSync(target, 0o755);
  }
}

/**
 * Shows this machine's programs under the root, but for paths that the pod mounts itself, and what containers share, and runs what follows there. `$0` is
 * the root. What is mounted is seen by this process and its children alone, and is gone when they are.
 */
function mountScript(shown: readonly Shown[], { chroot, mount }: Isolation["programs"]): string {
  const mounts = shown.map(
    ({ folder, at }) => `/bin/mkdir -p "$0"${quoted(at)} && ${mount} --rbind ${quoted(folder)} "$0"${quoted(at)}`,
  );
  return [...mounts, `exec ${chroot} "$0" "$@"`].join(" && ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
