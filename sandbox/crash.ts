import { lastLines } from "./log-tail";

/** Lines of a log that are enough to see why its process ended. */
const SHOWN_LINES = 8;

/** Thrown when a process of the sandbox ended by itself: says which, and the last that it said. */
export class Crash extends Error {
  constructor(
    readonly engine: string,
    readonly logFile: string,
    what = "ended by itself",
  ) {
    super([`${engine} ${what}; the last lines of ${logFile}:`, ...said(logFile)].join("\n"));
    this.name = "Crash";
  }
}

function said(logFile: string): readonly string[] {
  const lines = lastLines(logFile, SHOWN_LINES);
  return lines.length === 0 ? ["  (it is empty)"] : lines.map((line) => `  ${line}`);
}
