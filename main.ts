import { App } from "cdktf";
import { imageLocks, layProviderLocks } from "./cli/locks";
import { currentTime, loadPlatform } from "./placement/load-platform";
import { formatProblem, UnreadableFile } from "./spec/loader";
import { addStacks } from "./stacks/add-stacks";
import { recordNoStackTraces } from "./stacks/stack-traces";

/** The file that is synthesized where PLATFORM names none. */
const EXAMPLE = "platforms/example.yaml";

/** Loads the platform file and synthesizes its stacks; where the file has an error, nothing is written. */
function main(): number {
  const file = process.env.PLATFORM || EXAMPLE;
  const project = process.cwd();
  try {
    const { platform, problems } = loadPlatform(file, currentTime(process.env.SOURCE_DATE_EPOCH));
    for (const problem of problems) console.error(formatProblem(problem));
    if (!platform) return 1;
    recordNoStackTraces();
    // a warning says where it stands in the platform; a trace would name folders of this machine in manifest.json.
    const app = new App({ stackTraces: false });
    const stacks = addStacks(app, platform, imageLocks(project));
    app.synth();
    layProviderLocks(
      project,
      app.outdir,
      stacks.map((stack) => stack.stackName),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    console.error(error.message);
    return 2;
  }
}

process.exitCode = main();
