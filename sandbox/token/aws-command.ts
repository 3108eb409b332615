import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { compiledProgram } from "../compiled-program";

/** Where Terraform's providers find the command `aws`. */
export interface AwsCommand {
  /** PATH for Terraform. */
  readonly path: string;
  /** True where the AWS CLI is not installed: to be named in what is printed. */
  readonly standsIn: boolean;
}

/**
 * Makes sure that there is a command `aws` which prints tokens of EKS: the AWS CLI where it is installed, else a stand-in inside the sandbox that knows
 * nothing else.
 *
 * @param path PATH of the user
 */
export function awsCommand(folder: string, path: string): AwsCommand {
  if (path.split(delimiter).some((place) => isExecutable(join(place, "aws")))) return { path, standsIn: false };
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const program = `exec ${[process.execPath, compiledProgram("token/aws-main")].map(quoted).join(" ")} "$@"`;
  writeFileSync(join(bin, "aws"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  return { path: [bin, path].join(delimiter), standsIn: true };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
