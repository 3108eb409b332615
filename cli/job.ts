import { stringify } from "yaml";
import { cutNeeds } from "../placement/cut-needs";
import { placeRun } from "../placement/place-run";
import type { Platform, Run } from "../spec/platform";
import { nearest } from "../spec/problem";
import { loadedOrExit } from "./loaded";
import { EXIT, program } from "./program";
import { runManifest } from "./run-manifest";

const command = program("job", "Prints a run's Kubernetes manifest: npm run job -- FILE RUN | kubectl create -f -")
  .argument("<file>", "platform file")
  .argument("<run>", "name of a run")
  .action((file: string, name: string) => {
    process.exitCode = job(file, name);
  });

function job(file: string, name: string): number {
  const platform = loadedOrExit(file);
  const run = platform.runs.find((one) => one.name === name);
  if (run) return print(platform, run);
  console.error(unknownRun(file, name, platform));
  return EXIT.usage;
}

function print(platform: Platform, run: Run): number {
  const { place, reasons } = placeRun(platform, run);
  for (const { side, allows, because } of reasons) console.error(`${allows ? "+" : "-"} ${side}: ${because}`);
  if (!place) {
    console.error(`run "${run.name}" has no place`);
    return EXIT.problems;
  }
  for (const { need, words } of cutNeeds(platform, run, place)) console.error(`! needs.${need}: ${words}`);
  const manifest = runManifest(platform, run, place);
  process.stdout.write(stringify(manifest, { aliasDuplicateObjects: false, lineWidth: 0 }));
  return EXIT.ok;
}

function unknownRun(file: string, name: string, { runs }: Platform): string {
  const names = runs.map((run) => run.name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `it has ${names.join(", ") || "none"}` : `did you mean "${meant}"?`;
  return `${file} has no run "${name}"; ${hint}`;
}

command.parse();
