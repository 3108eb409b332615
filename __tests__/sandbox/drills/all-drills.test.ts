import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DRILLS } from "../../../sandbox/drills/all-drills";
import { DRILL_GROUPS } from "../../../sandbox/drills/drill";
import { PROJECT } from "../../house/sources";

test("drills have names of their own, and no group's", () => {
  const names = DRILLS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => DRILL_GROUPS.some((group) => group === name))).toEqual([]);
});

test("every drill has a row of the page of drills, with its group, and no other row is there", () => {
  const rows = [
    ...readFileSync(join(PROJECT, "docs", "drills.md"), "utf8").matchAll(/^\| `([a-z-]+)` \| ([a-z]+) \|/gm),
  ];
  expect(rows.map(([, name, group]) => `${name} ${group}`)).toEqual(
    DRILLS.map(({ name, group }) => `${name} ${group}`),
  );
});
