import { currentTime, loadPlatform } from "../placement/load-platform";
import { UnreadableFile } from "../spec/loader";
import type { Platform } from "../spec/platform";
import { problemsAsText } from "./problem-formats";

/** The platform of a file that must have no error; otherwise its problems go to stderr and the program ends, with 1 or 2. */
export function loadedOrExit(file: string): Platform {
  try {
    const loaded = loadPlatform(file, currentTime(process.env.SOURCE_DATE_EPOCH));
    process.stderr.write(problemsAsText([loaded], { showSource: process.stderr.isTTY === true }));
    if (loaded.platform) return loaded.platform;
    process.exit(1);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}
