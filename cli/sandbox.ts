import { misleadingVariables } from "../sandbox/aws/emulator";
import { sandboxEnvironment, startEmulatedAws } from "../sandbox/emulated-aws";
import { sandboxState, stopSandbox } from "../sandbox/sandbox";
import { readStatus } from "../sandbox/status";
import { loadedOrExit } from "./loaded";
import { program } from "./program";

/** The sandbox of this checkout. */
const FOLDER = ".sandbox";
const NONE = "there is no sandbox; start one with: npm run sandbox -- up aws";

const command = program(
  "sandbox",
  "An emulated AWS on this machine, in which cloud-foundation and cloud-burst deploy as they stand.",
);

command
  .command("up")
  .description("starts it; what runs already is left as it is")
  .argument("<part>", "aws: the emulated AWS")
  .argument("[file]", "platform file: its account, region and state bucket", "platforms/example.yaml")
  .action(async (part: string, file: string) => {
    process.exitCode = part === "aws" ? await up(file) : usage(`there is no part ${JSON.stringify(part)}; use aws`);
  });
command
  .command("env")
  .description('prints shell exports: eval "$(npm run sandbox -- env)"')
  .action(() => {
    process.exitCode = printEnvironment();
  });
command
  .command("status")
  .description("says what runs, and what is in trouble")
  .action(() => {
    process.exitCode = printStatus();
  });
command
  .command("down")
  .description("ends all that was started")
  .option("--purge", "removes its files, too", false)
  .action(async (options: { purge: boolean }) => {
    await stopSandbox(FOLDER, options);
    console.error(options.purge ? "the sandbox is ended, its files are removed" : "the sandbox is ended");
  });

async function up(file: string): Promise<number> {
  const { cloud, state } = loadedOrExit(file);
  if (!cloud) return usage(`${file} has no cloud side to emulate`);
  const status = await startEmulatedAws(
    FOLDER,
    {
      account: cloud.account,
      region: cloud.region.name,
      ...(state.main.kind === "s3" && { stateBucket: { name: state.main.bucket, region: state.main.region } }),
    },
    process.env,
    (line) => console.error(line),
  );
  for (const standIn of status.standIns) console.log(standIn);
  console.log('eval "$(npm run sandbox -- env)"');
  console.log(`PLATFORM=${file} npx cdktf deploy cloud-foundation cloud-burst --auto-approve --skip-provider-lock`);
  return 0;
}

function printEnvironment(): number {
  const status = readStatus(FOLDER);
  if (!status) return usage(NONE);
  for (const name of misleadingVariables(process.env)) console.log(`unset ${name}`);
  for (const [name, value] of Object.entries(sandboxEnvironment(status)))
    console.log(`export ${name}='${value.replaceAll("'", `'\\''`)}'`);
  return 0;
}

function printStatus(): number {
  const state = sandboxState(FOLDER);
  if (!state) return usage(NONE);
  console.log(`runs: ${Object.keys(state.status.processes).join(", ") || "nothing"}`);
  for (const standIn of state.status.standIns) console.log(standIn);
  for (const { name, what, logFile, lastLines } of state.trouble)
    console.log([`${name} ${what}; its log is ${logFile}`, ...lastLines].join("\n  "));
  return state.trouble.length === 0 ? 0 : 1;
}

function usage(line: string): number {
  console.error(line);
  return 2;
}

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
