import { type Loaded, load } from "../spec/loader";
import type { Rule } from "../spec/rule";
import { SPEC_RULES } from "../spec/rules/all";
import { PLACEMENT_RULES } from "./rules";

/** Every rule beyond a file's shape. */
export const ALL_RULES: readonly Rule[] = [...SPEC_RULES, ...PLACEMENT_RULES];

/**
 * Loads a platform file with every rule.
 *
 * @throws UnreadableFile where it is missing, a folder, or not to be read
 */
export function loadPlatform(file: string, now: Date): Loaded {
  return load(file, { rules: ALL_RULES, now });
}

/** "Now" as reproducible builds know it: SOURCE_DATE_EPOCH in seconds, else the clock. It decides problems and is written nowhere. */
export function currentTime(sourceDateEpoch: string | undefined): Date {
  const seconds = Number(sourceDateEpoch);
  return sourceDateEpoch !== undefined && sourceDateEpoch !== "" && Number.isFinite(seconds)
    ? new Date(seconds * 1000)
    : new Date();
}
