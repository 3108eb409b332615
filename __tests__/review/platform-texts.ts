import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_RULES } from "../../placement/load-platform";
import { type PlatformText, platformText } from "../../review/platform-text";
import { readSynthesized, type SynthesizedState } from "../../review/synthesized-state";
import { formatProblem, loadText } from "../../spec/loader";
import { NOW } from "../platforms";
import { stacksOf, stackText, synthesized } from "../states";

const PLATFORMS = join(__dirname, "..", "..", "platforms");

/** The text of the example. */
export const EXAMPLE = readFileSync(join(PLATFORMS, "example.yaml"), "utf8");

/** A platform file of a text that must be sound. */
export function textOfPlatform(yaml: string, file = "platforms/acme.yaml"): PlatformText {
  const readFile = (path: string) => readFileSync(join(PLATFORMS, path), "utf8");
  const loaded = loadText(file, Buffer.from(yaml), { rules: ALL_RULES, now: NOW, readFile });
  const text = platformText(loaded);
  if (!text) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return text;
}

/** Its synthesized states. */
export function statesOf({ platform }: PlatformText): readonly SynthesizedState[] {
  const files = synthesized(platform);
  return stacksOf(files).map((stack) => readSynthesized(stack, [], stackText(files, stack)));
}

/** A recorded plan: `terraform show -json` of cloud-foundation in the emulated AWS, cut to a few objects. */
export function recordedPlan(name: "replace" | "moves"): string {
  return readFileSync(join(__dirname, "plans", `${name}.json`), "utf8");
}
