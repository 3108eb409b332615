import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { currentTime, loadPlatform } from "../placement/load-platform";
import type { Variant } from "../sandbox/drills/drill";
import { formatProblem } from "../spec/loader";
import { synthesize } from "./synthesize";

/**
 * Changes a copy of a platform file and synthesizes it into a folder; the file itself and what was synthesized of it stay as they are.
 *
 * @throws Error where the changed file has an error, or the app fails
 */
export function variantOf(file: string, folder: string, change: (file: Document) => void): Variant {
  const copy = writeVariant(file, folder, change);
  const { platform, problems } = loadPlatform(copy, currentTime(process.env.SOURCE_DATE_EPOCH));
  if (!platform) throw new Error(["the changed platform file has errors", ...problems.map(formatProblem)].join("\n"));
  const outdir = join(folder, "cdktf.out");
  if (!synthesize(copy, outdir)) throw new Error(`${copy} could not be synthesized`);
  return { platform, outdir };
}

/** Writes the changed copy, and beside it what the file names beside itself; gives its path. */
export function writeVariant(file: string, folder: string, change: (file: Document) => void): string {
  const document = parseDocument(readFileSync(file, "utf8"));
  change(document);
  mkdirSync(folder, { recursive: true });
  const authority = document.getIn(["onPrem", "certificateAuthority"]);
  if (typeof authority === "string" && existsSync(join(dirname(file), authority)))
    cpSync(join(dirname(file), authority), join(folder, authority));
  const copy = join(folder, "platform.yaml");
  writeFileSync(copy, document.toString());
  return copy;
}
