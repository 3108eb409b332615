import { Option } from "commander";
import { currentTime, loadPlatform } from "../placement/load-platform";
import { type Loaded, UnreadableFile } from "../spec/loader";
import { problemsAsJson, problemsAsSarif, problemsAsText } from "./problem-formats";
import { EXIT, program } from "./program";

const command = program(
  "check",
  "Prints every problem of every platform file; exits 1 where there is an error, 2 where a file cannot be read.",
)
  .argument("<file...>", "platform files")
  .addOption(new Option("--format <format>", "how to print them").choices(["text", "json", "sarif"]).default("text"))
  .action((files: string[], { format }: { format: "text" | "json" | "sarif" }) => {
    process.exitCode = check(files, format);
  });

function check(files: readonly string[], format: "text" | "json" | "sarif"): number {
  const now = currentTime(process.env.SOURCE_DATE_EPOCH);
  const loaded: Loaded[] = [];
  let unreadable = false;
  for (const file of files) {
    try {
      loaded.push(loadPlatform(file, now));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      unreadable = true;
      console.error(error.message);
    }
  }
  process.stdout.write(render(loaded, format));
  if (unreadable) return EXIT.usage;
  return loaded.some(({ problems }) => problems.some(({ severity }) => severity === "error")) ? EXIT.problems : EXIT.ok;
}

function render(loaded: readonly Loaded[], format: "text" | "json" | "sarif"): string {
  if (format === "json") return problemsAsJson(loaded);
  if (format === "sarif") return problemsAsSarif(loaded);
  return problemsAsText(loaded, { showSource: process.stdout.isTTY === true });
}

command.parse();
