import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Bytes at the end of a log that are read for its last lines. */
const TAIL_BYTES = 16_384;

/** The last lines of a log that say something; none where there is no log. */
export function lastLines(file: string, count: number): readonly string[] {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.toString("utf8").split("\n");
    // the first one may have been cut.
    if (size > TAIL_BYTES) lines.shift();
    return lines
      .map((line) => line.trimEnd())
      .filter((line) => line !== "")
      .slice(-count);
  } finally {
    closeSync(descriptor);
  }
}
