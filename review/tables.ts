import { UNKNOWN } from "./plan/attributes";
import type { ChangeRow, Finding, LossRow } from "./report";

/** Text of a cell, or its lines. */
export type Cell = string | readonly string[];

/** A table with a caption; the first column names the row. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Findings with their level, what they say, and where. */
export function findingTable(findings: readonly Finding[]): Table {
  return {
    head: ["Level", "What", "Where"],
    rows: findings.map(({ level, title, advice, line, stack, rule }) => [
      [level, rule],
      advice === undefined ? title : `${title}; ${advice}`,
      [`line ${line}`, ...(stack === undefined ? [] : [stack])],
    ]),
  };
}

/** How much depends on what is lost, by state. */
export function dependentWords({ dependents }: LossRow): string {
  const said = Object.entries(dependents).map(([stack, count]) => `${count} of ${stack}`);
  return said.join(", ") || "nothing";
}

/** An object and its state. */
export function objectOf({ address, stack }: Pick<ChangeRow, "address" | "stack">): readonly string[] {
  return [address, stack];
}

/** What differs, and in one line how much only the apply can tell of what is made anew: that is said of every new object. */
export function attributeRows(row: ChangeRow): Cell[][] {
  const { action, attributes } = row;
  if (attributes.length === 0) return [[objectOf(row), `(${action})`, "", ""]];
  const told = attributes.filter(({ after, forces }) => after !== UNKNOWN || forces || !/replace/.test(action));
  const rest = attributes.length - told.length;
  const rows: Cell[][] = told.map(({ path, before, after, forces }) => [
    objectOf(row),
    `${path}${forces ? " (forces replacement)" : ""}`,
    before,
    after,
  ]);
  return rest === 0 ? rows : [...rows, [objectOf(row), `${rest} more of the new object`, "", UNKNOWN]];
}
