/** Rows as aligned columns, two blanks apart and indented; numbers-only columns are set right. */
export function columns(rows: readonly (readonly string[])[], indent = "  "): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const numeric = widths.map((_, column) => rows.slice(1).every((row) => /^[\d,.]+$/.test(row[column] ?? "")));
  return rows.map((row) =>
    `${indent}${row.map((cell, column) => (numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ")}`.trimEnd(),
  );
}
