import { stringify } from "yaml";
import { TOOL_IMAGES } from "../catalog/tool-images";
import { jobSet } from "../jobs/job-set";
import { placeRun } from "../placement/place-run";
import { imageReference } from "../spec/image-reference";
import type { Platform, Run } from "../spec/platform";
import { nearest } from "../spec/problem";
import { loadedOrExit } from "./loaded";
import { imageLocks } from "./locks";
import { EXIT, program } from "./program";

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
  const mirror = place.side === "onPrem" ? platform.onPrem?.registry : undefined;
  const origin = { locks: imageLocks(process.cwd()), ...(mirror !== undefined && { mirror }) };
  const manifest = jobSet(platform, run, { place, toolImage: imageReference(TOOL_IMAGES.rclone, origin) });
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
