import { traced } from "../../review/trace";
import { base, baseStates } from "./example-reports";

/** Constructs of a state whose path has a word, as they stand in the synthesized file. */
function constructs(stack: string, word: string): readonly string[] {
  const resources = baseStates.find((state) => state.stack === stack)?.resources ?? new Map();
  return [...resources.values()].flatMap(({ construct }) => (construct?.includes(word) ? [construct] : []));
}

test.each([
  ["cloud-burst", "/api/"],
  ["cloud-foundation", "/store-endpoint/"],
])("what on-prem reaches of %s, %s, leads to on-prem's network", (stack, word) => {
  const found = constructs(stack, word);
  expect(found.length).toBeGreaterThan(1);
  const { line } = base.place(["onPrem", "network"]);
  for (const construct of found) expect([construct, traced(construct, base, [])?.line]).toEqual([construct, line]);
});
