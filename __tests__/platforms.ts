import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { formatProblem, loadText } from "../spec/loader";
import type { Platform } from "../spec/platform";

const FOLDER = join(__dirname, "..", "platforms");

/** A moment at which nothing in the test files has ended. */
export const NOW = new Date("2026-11-24T00:00:00Z");

type Draft = Record<string, unknown>;

let example: Draft | undefined;

/** The example's file as plain data, changed by the test: JSON, which is YAML and is written and read faster. */
export function exampleFile(change: (file: Draft) => void = () => {}): string {
  example ??= parse(readFileSync(join(FOLDER, "example.yaml"), "utf8")) as Draft;
  const file = structuredClone(example);
  change(file);
  return JSON.stringify(file, undefined, 2);
}

/** The same in YAML's own style, for tests that go on to change its text. */
export function exampleText(change?: (file: Draft) => void): string {
  return stringify(parse(exampleFile(change)));
}

const loaded = new Map<string, Platform>();

/** The platform of a YAML text that must load; of the same text the same one, which nothing may change. */
export function platformOf(yaml: string): Platform {
  const platform = loaded.get(yaml) ?? frozen(load(yaml));
  loaded.set(yaml, platform);
  return platform;
}

function frozen<T>(data: T): T {
  if (typeof data !== "object" || data === null || Object.isFrozen(data)) return data;
  for (const part of Object.values(data)) frozen(part);
  return Object.freeze(data);
}

function load(yaml: string): Platform {
  const readFile = (path: string) => readFileSync(join(FOLDER, path), "utf8");
  const { platform, problems } = loadText("platforms/test.yaml", Buffer.from(yaml), { rules: [], now: NOW, readFile });
  if (!platform) throw new Error(problems.map(formatProblem).join("\n"));
  return platform;
}

/** `platforms/example.yaml`, changed by the test. */
export function examplePlatform(change?: (file: Draft) => void): Platform {
  return platformOf(exampleFile(change));
}

/** Takes out of the example's file what the sandbox trains and serves: the run, its model and its deployments. */
export function withoutDigits(file: Draft): void {
  file.runs = (file.runs as Draft[]).filter(({ name }) => name !== "digits");
  file.models = (file.models as Draft[]).filter(({ name }) => name !== "digits");
  file.deployments = (file.deployments as Draft[]).filter(({ model }) => model !== "digits");
}

/** The example without its cloud side. */
export function onPremOnly(): Platform {
  return examplePlatform((file) => {
    delete file.cloud;
    file.teams = (file.teams as Draft[]).map(({ burst: _burst, roleArns: _roleArns, ...team }) => team);
    file.datasets = (file.datasets as Draft[])
      .filter((dataset) => dataset.home === "onPrem")
      .map(({ cachedOn: _cachedOn, ...dataset }) => dataset);
    file.runs = (file.runs as Draft[]).filter((run) => !(run.datasets as string[]).includes("road-scenes"));
    file.models = (file.models as Draft[]).filter((model) => model.name === "scan-segmenter");
    file.deployments = (file.deployments as Draft[]).filter((deployment) => deployment.model === "scan-segmenter");
  });
}

/** The example without its on-prem side, changed by the test. */
export function cloudOnly(change: (file: Draft) => void = () => {}): Platform {
  return examplePlatform((file) => {
    delete file.onPrem;
    file.teams = (file.teams as Draft[])
      .filter((team) => team.name === "vision")
      .map(({ experiment: _experiment, ...team }) => team);
    file.datasets = (file.datasets as Draft[]).filter((dataset) => dataset.home === "cloud");
    file.runs = (file.runs as Draft[]).filter((run) => (run.datasets as string[]).includes("road-scenes"));
    file.models = (file.models as Draft[]).filter((model) => model.name === "road-detector");
    file.deployments = (file.deployments as Draft[]).filter((deployment) => deployment.name === "road-detector-cloud");
    change(file);
  });
}
