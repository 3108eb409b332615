import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import { App } from "cdktf";
import { ALL_RULES } from "../placement/load-platform";
import { formatProblem, loadText } from "../spec/loader";
import type { Platform } from "../spec/platform";
import { addStacks } from "../stacks/add-stacks";
import { NOW } from "./platforms";

const PLATFORMS = join(__dirname, "..", "platforms");

/** Everything that a synth writes: the text of each file, by its path in `cdktf.out`. */
export type Synthesized = ReadonlyMap<string, string>;

/** The platform of a YAML text that no rule has an error for. */
export function soundPlatform(yaml: string): Platform {
  const { platform, problems } = loadText("platforms/test.yaml", Buffer.from(yaml), {
    rules: ALL_RULES,
    now: NOW,
    readFile: (path) => readFileSync(join(PLATFORMS, path), "utf8"),
  });
  if (!platform) throw new Error(problems.map(formatProblem).join("\n"));
  return platform;
}

/** Writes every stack of a platform into a folder, as the app does. */
export function synthesizeInto(outdir: string, platform: Platform): readonly string[] {
  const app = new App({ outdir, stackTraces: false });
  const stacks = addStacks(app, platform, {});
  app.synth();
  return stacks.map(({ stackName }) => stackName);
}

/** What a synth of a platform writes; of one that a suite of this run has synthesized already, what was written then. */
export function synthesized(platform: Platform): Synthesized {
  const folder = process.env.SYNTHESIZED_FOLDER;
  if (folder === undefined) return synthesizedAnew(platform);
  const key = createHash("sha256").update(serialize(platform)).digest("hex");
  const file = join(folder, `synthesized-${key}.json`);
  if (existsSync(file)) return new Map(JSON.parse(readFileSync(file, "utf8")) as [string, string][]);
  const files = synthesizedAnew(platform);
  // another worker may be at it, too.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify([...files]));
  renameSync(draft, file);
  return files;
}

/** What a synth of a platform writes, whoever has synthesized it before. */
export function synthesizedAnew(platform: Platform): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "states-"));
  try {
    synthesizeInto(outdir, platform);
    const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
    return new Map(paths.map((path) => [path.slice(outdir.length + 1), readFileSync(path, "utf8")]));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Names of the stacks of a synth, sorted. */
export function stacksOf(files: Synthesized): readonly string[] {
  return [...files.keys()].flatMap((path) => /^stacks\/([^/]+)\/cdk\.tf\.json$/.exec(path)?.[1] ?? []);
}

/** The synthesized JSON of one stack. */
export function stackText(files: Synthesized, stack: string): string {
  const text = files.get(`stacks/${stack}/cdk.tf.json`);
  if (text === undefined) throw new Error(`there is no stack ${stack}`);
  return text;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * What stands at each address of each stack: `on-prem kubernetes_labels.lab_fra1-gpu-01`, `cloud-burst data.aws_vpc.network`,
 * `on-prem provider.helm`, `on-prem terraform`.
 */
export function addresses(files: Synthesized): ReadonlyMap<string, unknown> {
  return new Map(
    stacksOf(files).flatMap((stack) => {
      const {
        resource = {},
        data = {},
        "//": _,
        ...blocks
      } = JSON.parse(stackText(files, stack)) as Record<string, Json>;
      return [
        ...named(resource).map(([address, held]): [string, unknown] => [`${stack} ${address}`, held]),
        ...named(data).map(([address, held]): [string, unknown] => [`${stack} data.${address}`, held]),
        ...Object.entries(blocks).flatMap(([block, names]) =>
          Object.entries(names).map(([name, held]): [string, unknown] => [`${stack} ${block}.${name}`, held]),
        ),
      ];
    }),
  );
}

function named(types: Json): [string, unknown][] {
  return Object.entries(types).flatMap(([type, names]) =>
    Object.entries(names as Json).map(([name, held]): [string, unknown] => [`${type}.${name}`, held]),
  );
}
