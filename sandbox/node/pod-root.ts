import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Isolation } from "./isolation";
import { type ContainerProgram, TOOLS_FOLDER } from "./programs";

/** Folders of this machine that a tool sees under its own root. */
const MACHINE_FOLDERS = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/dev", "/proc"];

/** The command that runs a container's program under the container's own root. */
export function commandUnder(
  root: string,
  { program, args, file, tools }: ContainerProgram,
  isolation: Isolation,
): string[] {
  mkdirSync(join(root, "tmp"), { recursive: true });
  if (file !== undefined) {
    placeFile(file, join(root, program));
    return [...isolation.chroot, root, program, ...args];
  }
  for (const [name, toolFile] of Object.entries(tools)) placeFile(toolFile, join(root, TOOLS_FOLDER, name));
  return [...isolation.mount, mountScript(root, isolation.programs), root, program, ...args];
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
 * Shows this machine's programs under the root, but for paths that the pod mounts itself, and runs what follows there. `$0` is the root. What is mounted is
 * seen by this process and its children alone, and is gone when they are.
 */
function mountScript(root: string, { chroot, mount }: Isolation["programs"]): string {
  const folders = MACHINE_FOLDERS.filter((folder) => existsSync(folder) && !existsSync(join(root, folder)));
  const mounts = folders.map((folder) => `/bin/mkdir -p "$0${folder}" && ${mount} --rbind ${folder} "$0${folder}"`);
  return [...mounts, `exec ${chroot} "$0" "$@"`].join(" && ");
}
