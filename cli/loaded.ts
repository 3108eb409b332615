import { currentTime, loadPlatform } from "../placement/load-platform";
import { UnreadableFile } from "../spec/loader";
import type { Platform } from "../spec/platform";
import { problemsAsText } from "./problem-formats";
import { EXIT } from "./program";

/**
 * The platform of a file that must have no error; otherwise its problems go to stderr, with what does not happen then, and the program
 * ends with 1 or 2.
 */
export function loadedOrExit(file: string, withoutIt?: string): Platform {
  try {
    const loaded = loadPlatform(file, currentTime(process.env.SOURCE_DATE_EPOCH));
    process.stderr.write(problemsAsText([loaded], { showSource: process.stderr.isTTY === true }));
    if (loaded.platform) return loaded.platform;
    if (withoutIt !== undefined) console.error(`${file} has errors: ${withoutIt}`);
    process.exit(EXIT.problems);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    console.error(error.message);
    process.exit(EXIT.usage);
  }
}
