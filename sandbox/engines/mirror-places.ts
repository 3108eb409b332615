import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The host that providers without a host in their source belong to. */
export const REGISTRY_HOST = "registry.terraform.io";

/** A provider in a mirror of this machine. */
export interface MirroredProvider {
  readonly version: string;
  /** Folder with the unpacked provider for this machine. */
  readonly folder: string;
}

/** The newest version of a provider in the first of some filesystem mirrors that has it, unpacked; undefined where none does. */
export function mirroredProvider(name: string, mirrors: readonly string[]): MirroredProvider | undefined {
  for (const place of mirrors) {
    const folder = join(place, REGISTRY_HOST, "hashicorp", name);
    const version = folders(folder)
      .filter((candidate) => existsSync(join(folder, candidate, platform())))
      .sort(byVersion)
      .at(-1);
    if (version) return { version, folder: join(folder, version, platform()) };
  }
  return undefined;
}

/** Folders where Terraform's own rules, or an administrator, keep providers: cheap to look at, never searched in depth. */
export function mirrorPlaces(environment: NodeJS.ProcessEnv): readonly string[] {
  const configuration = environment.TF_CLI_CONFIG_FILE || join(homedir(), ".terraformrc");
  const configured = existsSync(configuration)
    ? [...readFileSync(configuration, "utf8").matchAll(/path\s*=\s*"([^"]+)"/g)].map((match) => match[1] ?? "")
    : [];
  const administered = ["/opt", "/usr/share", "/usr/local/share"].flatMap((place) =>
    folders(place).map((folder) => join(place, folder)),
  );
  return [
    ...(environment.TF_PLUGIN_CACHE_DIR ? [environment.TF_PLUGIN_CACHE_DIR] : []),
    ...configured,
    join(homedir(), ".terraform.d", "plugins"),
    join(homedir(), ".local", "share", "terraform", "plugins"),
    "/usr/local/share/terraform/plugins",
    ...administered,
  ];
}

function folders(path: string): string[] {
  try {
    return readdirSync(path).filter((name) => statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory());
  } catch {
    // it does not exist, or may not be read.
    return [];
  }
}

/** Terraform's name of this machine, such as linux_amd64. */
export function platform(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const machine = { x64: "amd64", ia32: "386" }[process.arch as string] ?? process.arch;
  return `${system}_${machine}`;
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
