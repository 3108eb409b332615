import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { terraformVersion, type Validation, validateStates } from "../../cli/validate";
import { type Emulator, misleadingVariables, startEmulator } from "../../sandbox/aws/emulator";
import { cacheFolder } from "../../sandbox/cache-folder";
import { type ProviderName, prepareProviders } from "../../sandbox/engines/providers";
import type { Platform } from "../../spec/platform";
import { synthesizeInto } from "../states";

const WANTED: readonly ProviderName[] = ["aws", "kubernetes", "helm"];

/**
 * The CLI configuration under which Terraform finds real providers.
 *
 * @throws Error with one line that says what is missing and how to get it
 */
export async function cliConfiguration(wanted: readonly ProviderName[] = WANTED): Promise<string> {
  if (terraformVersion() === undefined)
    throw new Error(
      "Terraform is not installed: get 1.11 or newer (https://developer.hashicorp.com/terraform/install)",
    );
  const { cliConfigFile } = await prepareProviders({ wanted, environment: process.env, onProgress: () => {} });
  return cliConfigFile;
}

/** Folder of a test, which goes with it. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "hybrid-gpu-platform-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Validates every state of a platform with real providers.
 *
 * @throws Error where a provider could not be had
 */
export async function validated(platform: Platform): Promise<readonly Validation[]> {
  const cliConfigFile = await cliConfiguration();
  return inScratch(async (folder) => {
    const outdir = join(folder, "cdktf.out");
    const stacks = synthesizeInto(outdir, platform);
    const validations = await validateStates(outdir, stacks, cliConfigFile);
    const unchecked = validations.find(({ result }) => result === "unchecked");
    if (unchecked)
      throw new Error(
        `a Terraform provider could not be had: install Go 1.26 (kubernetes, helm), keep hashicorp/aws in a filesystem mirror, or let Terraform reach its registry; ${lastLine(unchecked.output)}`,
      );
    return validations;
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/** An emulator of the account and region of a platform, on a port that was free a moment ago. */
export async function emulatorOf(platform: Platform, folder: string): Promise<Emulator> {
  if (!platform.cloud) throw new Error("the platform has no cloud side to emulate");
  const { account, region } = platform.cloud;
  return startEmulator({
    cacheDir: cacheFolder(process.env),
    folder,
    port: await freePort(),
    accountId: account,
    region: region.name,
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** What `terraform show -json` says of a plan. */
export interface Plan {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly type: string;
    readonly mode: "managed" | "data";
    readonly previous_address?: string;
    readonly change: { readonly actions: readonly string[]; readonly after: Readonly<Record<string, unknown>> };
  }[];
}

/** Terraform on the synthesized states of a platform, with the emulator for AWS. */
export class Workspace {
  private constructor(
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Synthesizes a platform, whose state must be local, into a folder. */
  static async of(platform: Platform, folder: string, emulator: Emulator): Promise<Workspace> {
    const misleading = new Set(misleadingVariables(process.env));
    mkdirSync(folder, { recursive: true });
    synthesizeInto(join(folder, "cdktf.out"), platform);
    return new Workspace(folder, {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.has(name))),
      ...emulator.env,
      TF_CLI_CONFIG_FILE: await cliConfiguration(["aws"]),
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
    });
  }

  /** Changes the synthesized text of a stack. */
  change(stack: string, change: (text: string) => string): void {
    const file = join(this.folder, "cdktf.out", "stacks", stack, "cdk.tf.json");
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }

  /** The plan of a stack, as JSON text. */
  async plan(stack: string, ...options: readonly string[]): Promise<string> {
    await this.terraform(stack, ["init", "-input=false"]);
    await this.terraform(stack, ["plan", "-input=false", "-out=plan", ...options]);
    return this.terraform(stack, ["show", "-json", "plan"]);
  }

  /** Deploys the plan of a stack. */
  async apply(stack: string): Promise<void> {
    await this.terraform(stack, ["apply", "-input=false", "-parallelism=20", "plan"]);
  }

  /** Runs a script as a step of GitHub's does, in the folder in which the states were synthesized. */
  shell(
    script: string,
    environment: NodeJS.ProcessEnv,
  ): Promise<{ readonly code: number | null; readonly output: string }> {
    return new Promise((resolve, reject) => {
      const env = { ...this.environment, ...environment };
      const child = spawn("bash", ["-e", "-c", script], { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output }));
    });
  }

  private terraform(stack: string, args: readonly string[]): Promise<string> {
    const cwd = join(this.folder, "cdktf.out", "stacks", stack);
    return new Promise((resolve, reject) => {
      const child = spawn("terraform", [...args, ...(args[0] === "show" ? [] : ["-no-color"])], {
        cwd,
        env: this.environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      let errors = "";
      child.stdout.on("data", (data) => (output += data));
      child.stderr.on("data", (data) => (errors += data));
      child.on("error", reject);
      child.on("close", (code) =>
        code === 0 ? resolve(output) : reject(new Error(`terraform ${args[0]} of ${stack}:\n${errors || output}`)),
      );
    });
  }
}
