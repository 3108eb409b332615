import { Option } from "commander";
import { explainBatch, explainModel, explainRun, NO_LINK } from "../placement/explain";
import { nearest } from "../spec/problem";
import { loadedOrExit } from "./loaded";
import { placesAsText } from "./place-text";
import { EXIT, program } from "./program";

const command = program("place", "Prints where runs and models go, where they may not, and why.")
  .argument("<file>", "platform file")
  .argument("[run]", "name of a run; all runs and models without one")
  .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
  .action((file: string, run: string | undefined, { format }: { format: "text" | "json" }) => {
    process.exitCode = place(file, run, format);
  });

function place(file: string, name: string | undefined, format: "text" | "json"): number {
  const platform = loadedOrExit(file);
  const runs = platform.runs.filter((run) => name === undefined || run.name === name);
  if (name !== undefined && runs.length === 0) {
    const names = platform.runs.map((run) => run.name);
    const meant = nearest(name, names);
    const hint = meant === undefined ? `it has ${names.join(", ") || "none"}` : `did you mean "${meant}"?`;
    console.error(`${file} has no run "${name}"; ${hint}`);
    return EXIT.usage;
  }
  const linked = platform.cloud === undefined || platform.onPrem === undefined || platform.cloud.link.kind !== "none";
  const places = {
    notices: linked ? [] : [NO_LINK],
    runs: runs.map((run) => explainRun(platform, run)),
    batches: name === undefined ? platform.batches.map((batch) => explainBatch(platform, batch)) : [],
    models: name === undefined ? platform.models.map((model) => explainModel(platform, model)) : [],
  };
  process.stdout.write(format === "json" ? `${JSON.stringify(places, undefined, 2)}\n` : placesAsText(places));
  return EXIT.ok;
}

command.parse();
