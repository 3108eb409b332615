import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { withSandboxLock } from "../sandbox/lock";
import { type Asked, agrees } from "../sandbox/platform/asked-models";
import type { CopiedVersion } from "../sandbox/platform/copied-versions";
import type { Deployed } from "../sandbox/platform/deploy";
import { type ServedVersion, servedModels } from "../sandbox/platform/served-models";
import { sandboxState } from "../sandbox/sandbox";
import type { Platform } from "../spec/platform";
import { bringUp, deployHere, interruptible, OUTDIR, SANDBOX, type StartOptions } from "./checkout-sandbox";
import { columns } from "./columns";
import { loadedOrExit } from "./loaded";
import { EXIT, program } from "./program";
import { showAnswers } from "./show-answers";
import { showCopies } from "./show-copies";
import { type RunShown, showRuns } from "./show-runs";
import { summary } from "./summary";
import { synthesize } from "./synthesize";
import { synthesizedStates } from "./synthesized";
import { terraformVersion } from "./validate";
import { reportValidation } from "./validation-report";

const SUMMARY = join(SANDBOX, "summary.json");

program(
  "start",
  "Checks a platform file, synthesizes its states, deploys all of them to clusters and an emulated AWS on this machine, runs two of its runs there and says what is where.",
)
  .argument("[file]", "platform file", "platforms/example.yaml")
  .option("--engines <dir>", "folder of engines, charts and providers; by default one in the user's cache")
  .option("--offline", "builds and downloads nothing", false)
  .action(async (file: string, options: StartOptions) => {
    process.exitCode = await start(file, options);
  })
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = EXIT.problems;
  });

async function start(file: string, options: StartOptions): Promise<number> {
  const platform = loadedOrExit(file, "nothing was synthesized");
  if (!synthesize(file, OUTDIR)) return EXIT.problems;
  const states = synthesizedStates(OUTDIR);
  console.log(summary(platform, states));
  if (terraformVersion() === undefined) {
    console.log(
      "not deployed: Terraform is not installed; get 1.11 or newer (https://developer.hashicorp.com/terraform/install)",
    );
    return EXIT.problems;
  }
  return withSandboxLock(SANDBOX, async () => {
    const began = Date.now();
    try {
      title("this machine");
      await bringUp(file, platform, options);
    } catch (error) {
      console.log(`not deployed: ${error instanceof Error ? error.message : error}`);
      await reportValidation(
        OUTDIR,
        states.map(({ stack }) => stack),
      );
      return EXIT.problems;
    }
    return shown(file, platform, (Date.now() - began) / 1000);
  });
}

/** Deploys what is up, and shows what came of it. */
async function shown(file: string, platform: Platform, upSeconds: number): Promise<number> {
  const signal = interruptible();
  const began = Date.now();
  title("cdktf deploy '*'");
  const deployed = await deployHere(platform, ["*"], signal);
  if (!deployed.done) {
    writeSummary({ file, done: false, upSeconds, deployed, runs: [], copies: [], served: [], asked: [] });
    console.log(`the deploy did not end well; its log is ${deployed.logFile}; npm start goes on where it stopped`);
    return EXIT.problems;
  }
  title("runs");
  const runs = await showRuns(platform, signal);
  title("copies between the sides");
  const copies = await showCopies(platform, began, signal);
  title("served models");
  const served = await servedModels(SANDBOX, signal);
  for (const line of servedLines(served)) console.log(line);
  title("answers of the models that were trained here");
  const asked = await showAnswers(platform);
  const done =
    runs.every(({ finished }) => finished) &&
    copies.every(({ asPinned }) => asPinned) &&
    served.every(({ wanted, ready }) => ready >= wanted) &&
    asked.every(agrees);
  writeSummary({ file, done, upSeconds, deployed, runs, copies, served, asked });
  for (const line of closing(file, platform, deployed)) console.log(line);
  if (!done) console.log("not everything came up: npm run sandbox -- status says what is in trouble");
  return done ? EXIT.ok : EXIT.problems;
}

function title(text: string): void {
  console.log(`\n${pc.bold(text)}`);
}

function servedLines(served: readonly ServedVersion[]): readonly string[] {
  if (served.length === 0) return ["  the file serves none"];
  const rows = served.map(({ cluster, deployment, track, model, version, wanted, ready }) => [
    cluster,
    track === "canary" ? `${deployment} (canary)` : deployment,
    `${model} ${version}`,
    `${ready} of ${wanted} ready`,
  ]);
  return columns([["cluster", "deployment", "model", "replicas"], ...rows]);
}

interface Outcome {
  readonly file: string;
  readonly done: boolean;
  readonly upSeconds: number;
  readonly deployed: Deployed;
  readonly runs: readonly RunShown[];
  readonly copies: readonly CopiedVersion[];
  readonly served: readonly ServedVersion[];
  readonly asked: readonly Asked[];
}

/** For machines: the same as is printed. */
function writeSummary({ file, done, upSeconds, deployed, runs, copies, served, asked }: Outcome): void {
  const state = sandboxState(SANDBOX);
  const seconds = { up: upSeconds, deploy: deployed.seconds };
  const machine = { processes: state?.processes, residentMiB: state?.residentMiB };
  const content = {
    file,
    done,
    seconds,
    states: deployed.states,
    runs,
    copies,
    served,
    asked,
    machine,
    standIns: state?.status.standIns,
  };
  writeFileSync(SUMMARY, `${JSON.stringify(content, null, 2)}\n`);
}

function closing(file: string, platform: Platform, { states, seconds }: Deployed): readonly string[] {
  const state = sandboxState(SANDBOX);
  const changed = states.filter(({ added, changed, destroyed }) => added + changed + destroyed > 0);
  const clusters = Object.values(state?.status.clusters ?? {});
  return [
    "",
    pc.bold("what is where"),
    `  ${states.length} states in ${seconds.toFixed(0)} s; ${changed.length === 0 ? "every plan was empty" : `${changed.length} of them changed something`}`,
    ...clusters.map(({ context, server }) => `  cluster ${context} at ${server}`),
    ...(platform.cloud ? [`  AWS ${platform.cloud.account} ${platform.cloud.region.name}, emulated`] : []),
    `  ${state?.processes ?? 0} processes, ${state?.residentMiB ?? 0} MiB; all listen on loopback${(state?.strayListeners.length ?? 0) > 0 ? ", but for those that npm run sandbox -- status names" : ""}`,
    `  as JSON: ${SUMMARY}`,
    "",
    pc.bold("what is simulated"),
    ...(state?.status.standIns ?? []).map((line) => `  - ${line}`),
    "",
    pc.bold("go on by hand"),
    ...columns([
      ['eval "$(npm run sandbox -- env)"', pc.dim("first: leads this shell to the sandbox")],
      ...clusters.map(({ context }) => [`kubectl --context ${context} get nodes,jobsets -A`, ""]),
      ...(platform.cloud ? [["aws s3 ls", ""]] : []),
      ...states
        .slice(0, 1)
        .map(({ stack }) => [`terraform -chdir=${SANDBOX}/project/cdktf.out/stacks/${stack} plan`, ""]),
      [
        `npm run job -- ${file} ${platform.runs[0]?.name ?? "RUN"} | kubectl --context ${clusters[0]?.context ?? ""} create -f -`,
        "",
      ],
      ["npm run sandbox -- drill", pc.dim("breaks things, and shows what comes of it")],
      ["npm run sandbox -- down --purge", pc.dim("ends all of it")],
    ]),
  ];
}
