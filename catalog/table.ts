/**
 * Reads a table that is written as text: a header, then one row a line, cells apart by blanks. Facts
 * by the dozen stay readable that way, and a diff of one row is a diff of one line.
 *
 * A malformed table is a mistake in this folder, so it throws at load instead of becoming a wrong fact.
 */
export function parseTable<Column extends string>(
  text: string,
  columns: readonly Column[],
): readonly Readonly<Record<Column, string>>[] {
  const [header, ...rows] = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (header?.split(/\s+/).join(" ") !== columns.join(" ")) {
    throw new Error(`catalog table: header must be "${columns.join(" ")}", got ${JSON.stringify(header)}`);
  }
  return rows.map((row) => {
    const cells = row.split(/\s+/);
    if (cells.length !== columns.length) {
      throw new Error(`catalog table: a row must have ${columns.length} cells, got ${cells.length} in "${row}"`);
    }
    return Object.fromEntries(columns.map((column, index) => [column, cells[index]])) as Record<Column, string>;
  });
}

/** A cell that must be a number. */
export function numberOf(cell: string): number {
  const value = Number(cell);
  if (cell === "" || !Number.isFinite(value)) {
    throw new Error(`catalog table: expected a number, got ${JSON.stringify(cell)}`);
  }
  return value;
}
