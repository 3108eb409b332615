import type { PlatformText } from "./platform-text";
import type { Finding } from "./report";
import type { SynthesizedState } from "./synthesized-state";

/** States that the older file has and the newer one has not: no deploy takes down what it no longer knows. */
export function leftStates(
  base: PlatformText | undefined,
  head: PlatformText,
  older: ReadonlyMap<string, SynthesizedState>,
  synthesized: ReadonlyMap<string, SynthesizedState>,
): readonly Finding[] {
  if (!base) return [];
  // what depends on others first: so they are destroyed.
  return [...older]
    .reverse()
    .filter(([stack, { resources }]) => resources.size > 0 && !synthesized.has(stack))
    .map(([stack, { resources }]): Finding => {
      const { size } = resources;
      return {
        rule: "state-left",
        level: "danger",
        title: `${stack} is no longer a state of this platform: a deploy leaves its ${size} objects as they are, to run and to be paid for`,
        advice: `with the file as it was before: PLATFORM=FILE npx cdktf destroy ${stack}; docs/runbooks/way-down.md has the steps`,
        stack,
        ...head.place([]),
      };
    });
}
