import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../cache-folder";
import { buildEngine, EngineMissing } from "./build";
import { PROVIDER_ENGINES, type ProviderEngine } from "./table";

/** Terraform's name of a provider that the platform uses, in the namespace hashicorp. */
export type ProviderName = "aws" | "kubernetes" | "helm";

/** What {@link prepareProviders} is told. */
export interface ProviderOptions {
  readonly wanted: readonly ProviderName[];
  readonly environment: NodeJS.ProcessEnv;
  /** Says what takes long, in one line. */
  readonly onProgress: (line: string) => void;
}

/** Where Terraform gets its providers from. */
export interface Providers {
  /** A Terraform CLI configuration of our own: the user's is neither read by Terraform nor changed. */
  readonly cliConfigFile: string;
  /** Providers at hand on this machine, with the version. Those that are missing are asked of the registry. */
  readonly atHand: ReadonlyMap<ProviderName, string>;
  /** Why a provider is not at hand, in one line each. */
  readonly missing: readonly { readonly name: ProviderName; readonly why: string }[];
}

const HOST = "registry.terraform.io";

/**
 * Gathers Terraform providers in one filesystem mirror: AWS where some mirror on this machine has it, kubernetes and helm built from their
 * modules. A provider that is not at hand is left to the registry.
 */
export async function prepareProviders({ wanted, environment, onProgress }: ProviderOptions): Promise<Providers> {
  const root = join(cacheFolder(environment), "providers");
  const mirror = join(root, "mirror");
  mkdirSync(join(mirror, HOST, "hashicorp"), { recursive: true });
  const atHand = new Map<ProviderName, string>();
  const missing: { name: ProviderName; why: string }[] = [];
  for (const name of wanted) {
    const engine = PROVIDER_ENGINES.find((candidate) => candidate.provider === name);
    try {
      const version = engine
        ? await builtProvider(engine, mirror, onProgress)
        : linkedProvider(name, mirror, environment);
      if (version) atHand.set(name, version);
      else missing.push({ name, why: `no filesystem mirror on this machine has hashicorp/${name}` });
    } catch (error) {
      if (!(error instanceof EngineMissing)) throw error;
      missing.push({ name, why: error.message });
    }
  }
  const cliConfigFile = join(root, `terraform-${[...atHand.keys()].sort().join("-") || "registry"}.tfrc`);
  writeFileSync(cliConfigFile, cliConfig(mirror, [...atHand.keys()].sort()));
  return { cliConfigFile, atHand, missing };
}

/** What is at hand is never asked of the registry, so that an offline machine does not wait for it. */
function cliConfig(mirror: string, names: readonly ProviderName[]): string {
  const sources = JSON.stringify(names.map((name) => `${HOST}/hashicorp/${name}`));
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${sources}
  }
  direct {
    exclude = ${sources}
  }
}
disable_checkpoint = true
`;
}

async function builtProvider(
  engine: ProviderEngine,
  mirror: string,
  onProgress: (line: string) => void,
): Promise<string> {
  const { provider, version, name } = engine;
  const target = join(mirror, HOST, "hashicorp", provider, version, platform(), `${name}_v${version}_x5`);
  if (!existsSync(target)) {
    onProgress(
      `building the Terraform provider ${provider} ${version} from its Go module (once; 2 to 3 minutes on 2 cores) …`,
    );
    const started = Date.now();
    await buildEngine(engine, target);
    onProgress(`built ${name} in ${Math.round((Date.now() - started) / 1000)} s`);
  }
  return version;
}

/** Links a provider that lies in another mirror into ours; gives its version. */
function linkedProvider(name: ProviderName, mirror: string, environment: NodeJS.ProcessEnv): string | undefined {
  for (const place of mirrorPlaces(environment)) {
    const folder = join(place, HOST, "hashicorp", name);
    const version = folders(folder)
      .filter((candidate) => existsSync(join(folder, candidate, platform())))
      .sort(byVersion)
      .at(-1);
    if (!version) continue;
    const link = join(mirror, HOST, "hashicorp", name, version);
    mkdirSync(link, { recursive: true });
    if (!existsSync(join(link, platform()))) symlinkSync(join(folder, version, platform()), join(link, platform()));
    return version;
  }
  return undefined;
}

/** Folders where Terraform's own rules, or an administrator, keep providers: cheap to look at, never searched in depth. */
function mirrorPlaces(environment: NodeJS.ProcessEnv): readonly string[] {
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
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(path).filter((name) => statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory());
}

/** Terraform's name of this machine, such as linux_amd64. */
function platform(): string {
  const system = { win32: "windows", darwin: "darwin", linux: "linux" }[process.platform as string] ?? process.platform;
  const machine = { x64: "amd64", arm64: "arm64" }[process.arch as string] ?? process.arch;
  return `${system}_${machine}`;
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
