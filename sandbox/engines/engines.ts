import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFolder } from "../source-folder";
import { buildEngine } from "./build";
import { EngineMissing } from "./engine-missing";
import { inScratch } from "./scratch";
import { CLUSTER_ENGINES, type Engine, type EngineName } from "./table";

/** Options of {@link prepareEngines}. */
export interface EngineOptions {
  /** Where engines are kept; see `enginesFolder`. */
  readonly folder: string;
  /**
   * What is needed.
   *
   * @default - every engine of the clusters
   */
  readonly wanted?: readonly EngineName[];
  /**
   * Build nothing: what is not in the folder is missing.
   *
   * @default false
   */
  readonly offline?: boolean;
  /** Says what takes long, in one line. */
  readonly onProgress: (line: string) => void;
}

/** Engines at hand, or on their way. */
export interface Engines {
  /**
   * The file of an engine, when it is there.
   *
   * @throws EngineMissing where it cannot be had
   */
  path(name: EngineName): Promise<string>;
  /** Where the file of an engine is, or will be. */
  file(name: EngineName): string;
  /** Waits for every one; names each that cannot be had. */
  all(): Promise<void>;
}

/**
 * Makes engines available: those in the folder at once, the others as they are built, one after another in the order of the table. Who needs one
 * waits for that one alone.
 */
export function prepareEngines({ folder, wanted, offline = false, onProgress }: EngineOptions): Engines {
  const engines = CLUSTER_ENGINES.filter(({ name }) => wanted?.includes(name) ?? true);
  const missing = engines.filter((engine) => !existsSync(engineFile(folder, engine)));
  const paths = new Map<EngineName, Promise<string>>();
  let before: Promise<unknown> = Promise.resolve();
  for (const engine of engines) {
    const file = engineFile(folder, engine);
    const place = `${missing.indexOf(engine) + 1} of ${missing.length}`;
    const ready = missing.includes(engine)
      ? before.then(() => (offline ? absent(engine, file) : build(engine, { folder, place, onProgress })))
      : Promise.resolve(file);
    // one that fails does not stop the next; who asks for it is told.
    before = ready.catch(() => {});
    paths.set(engine.name, ready);
  }
  return {
    path: (name) => paths.get(name) ?? Promise.reject(new Error(`engine ${name} was not asked for`)),
    file: (name) => engineFile(folder, tableEntry(name)),
    all: async () => {
      const results = await Promise.allSettled(paths.values());
      const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      if (reasons.length === 1) throw reasons[0];
      if (reasons.length > 1) throw new Error(reasons.map((reason: Error) => reason.message).join("\n"));
    },
  };
}

/** Where an engine is kept; keyed by its version and by how it is built, so that a change of the table never meets an older build. */
export function engineFile(folder: string, engine: Engine): string {
  const recipe = createHash("sha256").update(JSON.stringify(engine));
  if ("wrapper" in engine) recipe.update(readFileSync(sourceFolder("engines", "wrappers", engine.wrapper, "go.sum")));
  return join(folder, "programs", engine.name, `${engine.version}-${recipe.digest("hex").slice(0, 8)}`, engine.name);
}

function tableEntry(name: EngineName): Engine {
  return CLUSTER_ENGINES.find((engine) => engine.name === name) as Engine;
}

interface Build {
  readonly folder: string;
  readonly place: string;
  readonly onProgress: (line: string) => void;
}

async function build(engine: Engine, { folder, place, onProgress }: Build): Promise<string> {
  const file = engineFile(folder, engine);
  // another process may have been faster.
  if (existsSync(file)) return file;
  onProgress(`building ${engine.name} ${engine.version} from its Go module (once; ${place}) …`);
  const started = Date.now();
  await inScratch(folder, engine.name, (scratch) => buildEngine(engine, file, scratch));
  onProgress(`built ${engine.name} in ${Math.round((Date.now() - started) / 1000)} s`);
  return file;
}

async function absent(engine: Engine, file: string): Promise<never> {
  throw new EngineMissing(
    engine.name,
    `${file} does not exist`,
    "run once without --offline, or give --engines DIR with the engines of a machine that has them",
  );
}
