import pc from "picocolors";
import { type Providers, prepareProviders } from "../sandbox/engines/providers";
import type { Platform } from "../spec/platform";
import { loadedOrExit } from "./loaded";
import { program } from "./program";
import { summary } from "./summary";
import { synthesize } from "./synthesize";
import { synthesizedStates } from "./synthesized";
import { terraformVersion, type Validation, validateStates } from "./validate";

const OUTDIR = "cdktf.out";

program(
  "start",
  "Checks a platform file, synthesizes its states into cdktf.out, validates them with Terraform and says what they hold.",
)
  .argument("[file]", "platform file", "platforms/example.yaml")
  .action(async (file: string) => {
    process.exitCode = await start(file);
  })
  .parse();

async function start(file: string): Promise<number> {
  const platform = loadedOrExit(file, "nothing was synthesized");
  if (!synthesize(file, OUTDIR)) return 1;
  const states = synthesizedStates(OUTDIR);
  console.log(summary(platform, states));
  const sound = await validated(states.map(({ stack }) => stack));
  console.log(nextSteps(file, platform));
  return sound ? 0 : 1;
}

/** Validates every state and says what came of it; false where Terraform refused one. */
async function validated(stacks: readonly string[]): Promise<boolean> {
  const version = terraformVersion();
  if (version === undefined) {
    console.log(
      "terraform validate: not checked, Terraform is not installed; get 1.11 or newer (https://developer.hashicorp.com/terraform/install)",
    );
    return true;
  }
  const providers = await prepareProviders({
    wanted: ["aws", "kubernetes", "helm"],
    environment: process.env,
    onProgress: (line) => console.error(pc.dim(line)),
  });
  const validations = await validateStates(OUTDIR, stacks, providers.cliConfigFile);
  for (const line of verdicts(version, providers, validations)) console.log(line);
  return !validations.some(({ result }) => result === "invalid");
}

function verdicts(version: string, providers: Providers, validations: readonly Validation[]): string[] {
  const of = (result: Validation["result"]) => validations.filter((validation) => validation.result === result);
  const used = [...providers.atHand].map(([name, at]) => `${name} ${at}`).join(", ") || "providers of the registry";
  const unchecked = of("unchecked").map(({ stack }) => stack);
  return [
    ...(of("valid").length > 0
      ? [
          `terraform validate: ${of("valid").length} of ${validations.length} states are valid (Terraform ${version}; ${used})`,
        ]
      : []),
    ...of("invalid").map(({ stack, output }) => `${pc.red("terraform refuses")} ${stack}:\n${output}`),
    ...(unchecked.length > 0
      ? [
          `terraform validate: not checked: ${unchecked.join(", ")}; ${providers.missing.map(({ name, why }) => `${name}: ${why}`).join("; ") || "a provider could not be had"}, and the registry did not answer`,
        ]
      : []),
  ];
}

function nextSteps(file: string, { state }: Platform): string {
  const steps = [
    ...(state.main.kind === "s3" ? [`npm run state -- ${file}`] : []),
    `PLATFORM=${file} npx cdktf diff <state>`,
    `PLATFORM=${file} npx cdktf deploy '*'`,
  ];
  const notes = [
    ...(state.main.kind === "s3" ? ["prints how to make the state bucket"] : []),
    "plans one state",
    "deploys all of them, in order",
  ];
  const width = Math.max(...steps.map((step) => step.length));
  return [
    "",
    pc.bold("next"),
    ...steps.map((step, index) => `  ${step.padEnd(width)}  ${pc.dim(notes[index] ?? "")}`),
  ].join("\n");
}
