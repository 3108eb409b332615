import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** How a process gets a root of its own. */
export interface Isolation {
  /** Command before which a program under its own root stands; the root follows it. */
  readonly chroot: readonly string[];
  /** Command that runs a script which may mount, unseen by this machine; the script follows it. */
  readonly mount: readonly string[];
  /** The programs that such a script needs, wherever its own PATH leads. */
  readonly programs: { readonly chroot: string; readonly mount: string };
}

const FOLDERS = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

const HOW_TO_ALLOW =
  "allow them (sysctl -w kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu), or run as root";

/**
 * How processes get a root of their own on this machine: as root by chroot, else in a user namespace.
 *
 * @throws Error where neither is allowed; one line that says how to allow it
 */
export function isolation(): Isolation {
  const chroot = program("chroot", "coreutils");
  const unshare = program("unshare", "util-linux");
  const programs = { chroot, mount: program("mount", "mount") };
  if (process.getuid?.() === 0) {
    return { chroot: [chroot], mount: [unshare, "--mount", "--propagation", "private", "/bin/sh", "-c"], programs };
  }
  const namespace = [unshare, "--user", "--map-root-user"];
  const tried = spawnSync(unshare, ["--user", "--map-root-user", chroot, "/", "/bin/true"], { encoding: "utf8" });
  if (tried.status !== 0) {
    throw new Error(
      `controllers need user namespaces, which are not allowed here (${tried.stderr.trim()}); ${HOW_TO_ALLOW}`,
    );
  }
  return {
    chroot: [...namespace, chroot],
    mount: [...namespace, "--mount", "--propagation", "private", "/bin/sh", "-c"],
    programs,
  };
}

function program(name: string, debianPackage: string): string {
  const found = FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (!found) throw new Error(`controllers need the program ${name}, which is missing; install ${debianPackage}`);
  return found;
}
