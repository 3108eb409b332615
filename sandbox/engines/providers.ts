import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildEngine } from "./build";
import { EngineMissing } from "./engine-missing";
import { enginesFolder } from "./engines-folder";
import { mirroredProvider, mirrorPlaces, platform, REGISTRY_HOST } from "./mirror-places";
import { inScratch } from "./scratch";
import { PROVIDER_ENGINES, type ProviderEngine } from "./table";

/** Terraform's name of a provider that the platform uses, in the namespace hashicorp. */
export type ProviderName = "aws" | "kubernetes" | "helm";

/** What {@link prepareProviders} is told. */
export interface ProviderOptions {
  readonly wanted: readonly ProviderName[];
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Where providers are kept; see `enginesFolder`.
   *
   * @default - the engines' folder in the user's cache
   */
  readonly folder?: string;
  /**
   * Build nothing and ask no registry: what is not on this machine is missing.
   *
   * @default false
   */
  readonly offline?: boolean;
  /** Says what takes long, in one line. */
  readonly onProgress: (line: string) => void;
}

/** Where Terraform gets its providers from. */
export interface Providers {
  /** A Terraform CLI configuration of our own: the user's is neither read by Terraform nor changed. */
  readonly cliConfigFile: string;
  /** Providers at hand on this machine, with the version. Those that are missing are asked of the registry, unless offline. */
  readonly atHand: ReadonlyMap<ProviderName, string>;
  /** Why a provider is not at hand, and the way to get it, in one line each. */
  readonly missing: readonly { readonly name: ProviderName; readonly why: string; readonly howToGet: string }[];
}

/**
 * Gathers Terraform providers in one filesystem mirror: AWS where some mirror on this machine has it, kubernetes and helm built from their
 * modules. A provider that is not at hand is left to the registry.
 */
export async function prepareProviders(options: ProviderOptions): Promise<Providers> {
  const { wanted, environment, folder = enginesFolder(environment), offline = false } = options;
  const mirror = join(folder, "providers");
  mkdirSync(join(mirror, REGISTRY_HOST, "hashicorp"), { recursive: true });
  const atHand = new Map<ProviderName, string>();
  const missing: { name: ProviderName; why: string; howToGet: string }[] = [];
  for (const name of wanted) {
    try {
      atHand.set(name, await provider(name, { ...options, folder, offline }, mirror));
    } catch (error) {
      if (!(error instanceof EngineMissing)) throw error;
      missing.push({ name, why: error.why, howToGet: error.howToGet });
    }
  }
  const names = [...atHand.keys()].sort();
  const cliConfigFile = join(folder, `terraform-${names.join("-") || "registry"}${offline ? "-offline" : ""}.tfrc`);
  writeFileSync(cliConfigFile, cliConfig(mirror, names, offline));
  return { cliConfigFile, atHand, missing };
}

/** What is at hand is never asked of the registry, so that an offline machine does not wait for it. */
function cliConfig(mirror: string, names: readonly ProviderName[], offline: boolean): string {
  const sources = JSON.stringify(names.map((name) => `${REGISTRY_HOST}/hashicorp/${name}`));
  const direct = offline
    ? ""
    : `  direct {
    exclude = ${sources}
  }
`;
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${sources}
  }
${direct}}
disable_checkpoint = true
`;
}

interface Preparation extends ProviderOptions {
  readonly folder: string;
  readonly offline: boolean;
}

/** Puts a provider into the mirror and gives its version. */
async function provider(name: ProviderName, options: Preparation, mirror: string): Promise<string> {
  const engine = PROVIDER_ENGINES.find((candidate) => candidate.provider === name);
  return engine ? builtProvider(engine, options, mirror) : linkedProvider(name, options, mirror);
}

async function builtProvider(
  engine: ProviderEngine,
  { folder, offline, onProgress }: Preparation,
  mirror: string,
): Promise<string> {
  const { provider, version, name } = engine;
  const target = join(mirror, REGISTRY_HOST, "hashicorp", provider, version, platform(), `${name}_v${version}_x5`);
  if (existsSync(target)) return version;
  if (offline) throw new EngineMissing(name, `${target} does not exist`, "run once without --offline");
  onProgress(
    `building the Terraform provider ${provider} ${version} from its Go module (once; 2 to 3 minutes on 2 cores) …`,
  );
  const started = Date.now();
  await inScratch(folder, name, (scratch) => buildEngine(engine, target, scratch));
  onProgress(`built ${name} in ${Math.round((Date.now() - started) / 1000)} s`);
  return version;
}

/** Links a provider that lies in another mirror into ours. A folder that was copied from another machine has it already. */
function linkedProvider(name: ProviderName, { environment }: Preparation, mirror: string): string {
  const found = mirroredProvider(name, [...mirrorPlaces(environment), mirror]);
  if (!found) {
    throw new EngineMissing(
      `terraform-provider-${name}`,
      `no filesystem mirror on this machine has hashicorp/${name}`,
      "unpack it into one, such as ~/.terraform.d/plugins, or let Terraform reach the registry",
    );
  }
  const link = join(mirror, REGISTRY_HOST, "hashicorp", name, found.version, platform());
  if (found.folder !== link) {
    mkdirSync(dirname(link), { recursive: true });
    // one that points nowhere any more is replaced.
    rmSync(link, { recursive: true, force: true });
    symlinkSync(found.folder, link);
  }
  return found.version;
}
