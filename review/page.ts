import { answersOf } from "./answers";
import { dollars } from "./findings";
import type { ChangeRow, LossRow, Report, Shift } from "./report";

/** A table with a caption; the first column names the row. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A part of the report, the same in every format. */
export interface Section {
  readonly title: string;
  /** True where it is open at first. */
  readonly open: boolean;
  readonly lines: readonly string[];
  readonly table?: Table;
}

/** The report as a page: what a person reads, before it is Markdown or HTML. */
export interface Page {
  readonly title: string;
  readonly verdict: string;
  /** The six questions and their answers; empty where nothing changed. */
  readonly answers: readonly (readonly [string, string])[];
  readonly sections: readonly Section[];
}

const MARKS = { unchanged: "○", safe: "✔", "needs a look": "▲", dangerous: "■" } as const;

/** Lays a report out. */
export function pageOf(report: Report): Page {
  const title = `Platform ${report.platform}`;
  if (report.unchanged)
    return {
      title,
      verdict: `${MARKS.unchanged} Unchanged: ${report.file} means the same platform as ${report.base}, and nothing is planned.`,
      answers: [],
      sections: [],
    };
  const worst = report.findings.filter(({ level }) => level !== "note");
  return {
    title,
    verdict: `${MARKS[report.verdict]} ${capital(report.verdict)}${worst.length === 0 ? "" : `: ${worst.length} ${worst.length === 1 ? "thing needs" : "things need"} a person`}`,
    answers: answersOf(report),
    sections: sectionsOf(report).filter(({ lines, table }) => lines.length > 0 || (table?.rows.length ?? 0) > 0),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sectionsOf(report: Report): readonly Section[] {
  const {
    findings,
    fileChanges,
    gpus,
    money,
    moneyNotes,
    residency,
    losses,
    openings,
    protections,
    states,
    changes,
    drift,
    hidden,
  } = report;
  const shift = ({ before, after }: Shift<number | string>) => [
    before === undefined ? "" : String(before),
    String(after),
  ];
  return [
    {
      title: "What needs a person",
      open: true,
      lines: [],
      table: {
        head: ["Level", "What", "Line", "State", "Rule"],
        rows: findings
          .filter(({ level }) => level !== "note")
          .map(({ level, title, advice, line, stack, rule }) => [
            level,
            advice === undefined ? title : `${title}; ${advice}`,
            String(line),
            stack ?? "",
            rule,
          ]),
      },
    },
    {
      title: "Lost",
      open: true,
      lines: [],
      table: {
        head: ["Object", "State", "What happens", "Why", "What goes with it", "Depend on it"],
        rows: losses.map((row) => [row.address, row.stack, row.action, row.why, row.lost, dependentWords(row)]),
      },
    },
    {
      title: "GPUs",
      open: false,
      lines: [],
      table: {
        head: ["GPU", "Side", "Always before", "Always", "At most before", "At most"],
        rows: gpus.map((row) => [row.gpu, row.side, ...shift(row.always), ...shift(row.most)]),
      },
    },
    {
      title: "Money",
      open: false,
      lines: moneyNotes,
      table: {
        head: ["A month", "Before", "After"],
        rows: money.map(({ what, usd }) => [
          what,
          usd.before === undefined ? "" : dollars(usd.before),
          dollars(usd.after),
        ]),
      },
    },
    {
      title: "Where data is",
      open: false,
      lines: [],
      table: {
        head: ["Dataset", "Place", "Before", "After", "Changed"],
        rows: residency.map((row) => [row.dataset, row.place, ...shift(row.state), row.changed ? "yes" : ""]),
      },
    },
    {
      title: "Opened",
      open: false,
      lines: [],
      table: {
        head: ["Who", "Kind", "What", "State", "Object"],
        rows: openings.map((row) => [row.who, row.kind, row.what, row.stack, row.address]),
      },
    },
    {
      title: "Protected less",
      open: false,
      lines: [],
      table: {
        head: ["What", "Before", "After", "State", "Object"],
        rows: protections.map((row) => [row.what, row.before, row.after, row.stack, row.address]),
      },
    },
    {
      title: "States, in deploy order",
      open: false,
      lines: [],
      table: {
        head: ["State", "After", "Changes", "Known from"],
        rows: states.map(({ stack, after, counts, source, because }) => [
          stack,
          after.join(", ") || "nothing",
          Object.entries(counts)
            .map(([word, count]) => `${count} ${word}`)
            .join(", ") || "none",
          source === "plan"
            ? "its plan"
            : `${source === "files" ? "the files: Terraform has not said what is replaced; " : ""}not planned: ${because}`,
        ]),
      },
    },
    {
      title: "The platform file",
      open: false,
      lines: [],
      table: {
        head: ["Key", "Line", "Kind", "Before", "After"],
        rows: fileChanges.map((row) => [
          row.what,
          `${row.file}:${row.line}`,
          row.kind,
          row.before ?? "",
          row.after ?? "",
        ]),
      },
    },
    {
      title: "Moved or taken into the state",
      open: false,
      lines: [],
      table: {
        head: ["Object", "State", "From"],
        rows: changes
          .filter(({ previousAddress, importId }) => previousAddress ?? importId)
          .map((row) => [row.address, row.stack, row.previousAddress ?? `id ${row.importId}`]),
      },
    },
    {
      title: "Changed by somebody else",
      open: false,
      lines: [],
      table: { head: ["Object", "State", "Attribute", "In the state", "As found"], rows: drift.flatMap(attributeRows) },
    },
    {
      title: "Every change",
      open: false,
      lines: [],
      table: {
        head: ["Object", "State", "Action", "Construct", "Platform file"],
        rows: changes.map((row) => [row.address, row.stack, row.action, row.construct ?? "", row.from ?? ""]),
      },
    },
    {
      title: "Attributes",
      open: false,
      lines: [],
      table: {
        head: ["Object", "State", "Attribute", "Before", "After"],
        rows: changes.filter(({ attributes }) => attributes.length > 0).flatMap(attributeRows),
      },
    },
    {
      title: "Hidden",
      open: false,
      lines:
        hidden.marked + hidden.recognised === 0
          ? []
          : [
              `${hidden.marked} values that Terraform marks as sensitive, and ${hidden.recognised} more that look like secrets or repeat one, are not shown.`,
            ],
    },
  ];
}

function dependentWords({ dependents }: LossRow): string {
  const said = Object.entries(dependents).map(([stack, count]) => `${count} of ${stack}`);
  return said.join(", ") || "nothing";
}

function attributeRows({ address, stack, action, attributes }: ChangeRow): string[][] {
  if (attributes.length === 0) return [[address, stack, `(${action})`, "", ""]];
  return attributes.map(({ path, before, after, forces }) => [
    address,
    stack,
    `${path}${forces ? " (forces replacement)" : ""}`,
    before,
    after,
  ]);
}
