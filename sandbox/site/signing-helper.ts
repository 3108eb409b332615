import { dirname } from "node:path";
import { compiledProgram } from "../compiled-program";
import { toolScript } from "./tool-script";

/** How a stand-in for AWS's signing helper is run behind a pod. */
export interface SigningHelper {
  /** The command. */
  readonly file: string;
  /** Folders of this machine that it needs. */
  readonly folders: readonly string[];
}

/** What is said of it. */
export const SIGNING_STAND_IN =
  "aws_signing_helper is a stand-in: it wants the certificate and its key, and answers with the emulator's credential; IAM Roles Anywhere is not asked.";

/** Writes the command `aws_signing_helper` for pods: a shell script that has Node run the stand-in. */
export function signingHelper(folder: string): SigningHelper {
  const program = compiledProgram("site/signing-helper-main");
  const file = toolScript(folder, "aws_signing_helper", [process.execPath, program]);
  return { file, folders: [dirname(process.execPath), dirname(dirname(program))] };
}
