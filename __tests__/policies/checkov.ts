import { spawn } from "node:child_process";
import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache-folder";
import { ensurePythonEnvironment } from "../../sandbox/python/python-environment";

/** What one of Checkov's checks says of one resource. */
export interface Verdict {
  /** Checkov's id of the check, such as `CKV_AWS_144`. */
  readonly check: string;
  /** The check in words. */
  readonly says: string;
  /** Folder that the state is in, below the one that was looked at: `<platform>/<state>`. */
  readonly folder: string;
  /** The resource's address, as Checkov writes it. */
  readonly resource: string;
}

/** All that Checkov says of a folder. */
export interface Verdicts {
  readonly failed: readonly Verdict[];
  readonly passed: readonly Verdict[];
}

interface Row {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  readonly resource: string;
}

interface Output {
  readonly results: { readonly failed_checks: readonly Row[]; readonly passed_checks: readonly Row[] };
  readonly summary: { readonly parsing_errors: number };
}

/**
 * Installs Checkov where it is not yet, and has it look at every `cdk.tf.json` below a folder. It asks nobody: its checks come with it.
 *
 * @throws Error where Checkov cannot be had, or cannot read a file
 */
export async function checkov(folder: string): Promise<Verdicts> {
  const { python } = await ensurePythonEnvironment({
    what: "policy checker",
    parent: join(cacheFolder(process.env), "checkov"),
    requirements: [join(__dirname, "requirements.txt")],
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  const args = ["--directory", folder, "--framework", "terraform_json", "--output", "json", "--compact"];
  const text = await output(python, ["-m", "checkov.main", "--skip-download", "--soft-fail", ...args]);
  const { results, summary } = JSON.parse(text) as Output;
  if (summary.parsing_errors > 0) throw new Error(`Checkov could not read ${summary.parsing_errors} files`);
  return { failed: results.failed_checks.map(verdict), passed: results.passed_checks.map(verdict) };
}

function verdict({ check_id, check_name, file_path, resource }: Row): Verdict {
  const folder = file_path.split("/").slice(1, -1).join("/");
  return { check: check_id, says: check_name, folder, resource };
}

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LOG_LEVEL: "ERROR", PYTHONDONTWRITEBYTECODE: "1" };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let errors = "";
    child.stdout.on("data", (data) => (text += data));
    child.stderr.on("data", (data) => (errors += data));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(text) : reject(new Error(`Checkov ended with ${code}: ${errors.trim().split("\n").at(-1)}`)),
    );
  });
}
