import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What Terraform said of one synthesized state. */
export interface Validation {
  readonly stack: string;
  /** `unchecked` where the providers could not be had. */
  readonly result: "valid" | "invalid" | "unchecked";
  /** What Terraform printed; empty where the state is valid. */
  readonly output: string;
}

/** Version of the Terraform on this machine; undefined where there is none. */
export function terraformVersion(): string | undefined {
  const answer = spawnSync("terraform", ["version", "-json"], {
    encoding: "utf8",
    env: { ...process.env, TF_CLI_CONFIG_FILE: "" },
  });
  if (answer.status !== 0) return undefined;
  return (JSON.parse(answer.stdout) as { terraform_version: string }).terraform_version;
}

/**
 * Runs `terraform init` (without the backend) and `validate` on copies of the synthesized states, two at a time: the files themselves, and
 * the lock files beside them, stay as they are.
 */
export async function validateStates(
  outdir: string,
  stacks: readonly string[],
  cliConfigFile: string,
): Promise<readonly Validation[]> {
  const scratch = mkdtempSync(join(tmpdir(), "hybrid-gpu-platform-"));
  const results = new Map<string, Validation>();
  const waiting = [...stacks];
  const worker = async () => {
    for (let stack = waiting.shift(); stack !== undefined; stack = waiting.shift()) {
      const folder = join(scratch, stack);
      cpSync(join(outdir, "stacks", stack), folder, {
        recursive: true,
        filter: (path) => !path.endsWith(".terraform"),
      });
      results.set(stack, await validate(stack, folder, cliConfigFile));
    }
  };
  try {
    await Promise.all([worker(), worker()]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return stacks.flatMap((stack) => results.get(stack) ?? []);
}

async function validate(stack: string, folder: string, cliConfigFile: string): Promise<Validation> {
  const init = await terraform(folder, cliConfigFile, ["init", "-backend=false", "-input=false", "-no-color"]);
  if (init.code !== 0)
    return { stack, result: isProviderMissing(init.output) ? "unchecked" : "invalid", output: init.output };
  const { code, output } = await terraform(folder, cliConfigFile, ["validate", "-no-color"]);
  return { stack, result: code === 0 ? "valid" : "invalid", output: code === 0 ? "" : output };
}

/** True where `init` failed for want of a provider, not for a fault of the files. */
function isProviderMissing(output: string): boolean {
  return /Failed to query available provider packages|Could not retrieve the list of available versions|Failed to install provider/.test(
    output,
  );
}

function terraform(
  cwd: string,
  cliConfigFile: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const environment = {
      ...process.env,
      TF_CLI_CONFIG_FILE: cliConfigFile,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
    };
    const child = spawn("terraform", args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output.trim() }));
  });
}
