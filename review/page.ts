import { type Answer, answersOf } from "./answers";
import { dollars } from "./dollars";
import type { Report, Shift } from "./report";
import { tellsServed } from "./served-models";
import { attributeRows, dependentWords, findingTable, objectOf, type Table } from "./tables";

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
  readonly level: Report["verdict"];
  /** What was compared, and how many states a plan tells of; absent where nothing changed. */
  readonly scope?: string;
  /** The six questions and their answers; empty where nothing changed. */
  readonly answers: readonly Answer[];
  readonly sections: readonly Section[];
}

const MARKS = { unchanged: "○", safe: "✔", "needs a look": "▲", dangerous: "■" } as const;

/** Lays a report out. */
export function pageOf(report: Report): Page {
  const title = `Platform ${report.platform}`;
  if (report.unchanged)
    return {
      title,
      level: report.verdict,
      verdict: `${MARKS.unchanged} Unchanged: ${report.file} means the same platform as ${report.base}, and nothing is planned.`,
      answers: [],
      sections: [],
    };
  const worst = report.findings.filter(({ level }) => level !== "note");
  return {
    title,
    verdict: `${MARKS[report.verdict]} ${capital(report.verdict)}${worst.length === 0 ? "" : `: ${worst.length} ${worst.length === 1 ? "thing needs" : "things need"} a person`}`,
    level: report.verdict,
    scope: scopeOf(report),
    answers: answersOf(report),
    sections: sectionsOf(report).filter(({ lines, table }) => lines.length > 0 || (table?.rows.length ?? 0) > 0),
  };
}

function scopeOf({ file, base, states }: Report): string {
  const planned = states.filter(({ source }) => source === "plan").length;
  const compared = base === undefined ? `${file} as it is` : `${file} against ${base}`;
  const told = planned === 0 ? "no plan was given" : `${planned} of ${states.length} states told by their plans`;
  return `${compared}; ${told}`;
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
    moneyLines,
    moneyNotes,
    runs,
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
      table: findingTable(findings.filter(({ level }) => level !== "note")),
    },
    {
      title: "Served models",
      open: false,
      lines: [],
      table: findingTable(findings.filter(tellsServed)),
    },
    {
      title: "Lost",
      open: true,
      lines: [],
      table: {
        head: ["Object", "What happens", "Why", "What goes with it", "Depend on it"],
        rows: losses.map((row) => [objectOf(row), row.action, row.why, row.lost, dependentWords(row)]),
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
      title: "Money that differs, line by line",
      open: false,
      lines: [],
      table: {
        head: ["Side", "What", "Idle", "Expected", "Worst"],
        rows: moneyLines.map((row) => [
          row.side,
          row.what,
          ...[row.idle, row.expected, row.worst].map(({ before = 0, after }) =>
            before === after ? dollars(after) : `${dollars(before)} → ${dollars(after)}`,
          ),
        ]),
      },
    },
    {
      title: "Where runs go",
      open: false,
      lines: [],
      table: {
        head: ["Run", "Team", "Before", "After", "Because", "A month"],
        rows: runs.map((row) => [
          row.run,
          row.team,
          ...shift(row.place),
          row.because,
          row.usd === undefined ? "not known" : dollars(row.usd.after),
        ]),
      },
    },
    {
      title: "Where data and models are",
      open: false,
      lines: [],
      table: {
        head: ["What", "Place", "Before", "After", "Changed"],
        rows: residency.map((row) => [
          `${row.kind} ${row.name}`,
          row.place,
          ...shift(row.state),
          row.changed ? "yes" : "",
        ]),
      },
    },
    {
      title: "Opened",
      open: false,
      lines: [],
      table: {
        head: ["Who", "Kind", "What", "Object"],
        rows: openings.map((row) => [row.who, row.kind, row.what, objectOf(row)]),
      },
    },
    {
      title: "Protected less",
      open: false,
      lines: [],
      table: {
        head: ["What", "Before", "After", "Object"],
        rows: protections.map((row) => [row.what, row.before, row.after, objectOf(row)]),
      },
    },
    {
      title: "Notes",
      open: false,
      lines: [],
      table: findingTable(findings.filter((one) => one.level === "note" && !tellsServed(one))),
    },
    {
      title: "States, in deploy order",
      open: false,
      lines: states.some(({ source }) => source === "files")
        ? ["what is known from the files is how they differ: Terraform has not said then what is replaced"]
        : [],
      table: {
        head: ["State", "After", "Changes", "Known from", "Not planned because"],
        rows: states.map(({ stack, after, counts, source, because }) => [
          stack,
          after.join(", ") || "nothing",
          Object.entries(counts)
            .map(([word, count]) => `${count} ${word}`)
            .join(", ") || "none",
          { plan: "its plan", files: "the files", none: "nothing" }[source],
          because ?? "",
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
        head: ["Object", "From"],
        rows: changes
          .filter(({ previousAddress, importId }) => previousAddress ?? importId)
          .map((row) => [objectOf(row), row.previousAddress ?? `id ${row.importId}`]),
      },
    },
    {
      title: "Changed by somebody else",
      open: false,
      lines: [],
      table: { head: ["Object", "Attribute", "In the state", "As found"], rows: drift.flatMap(attributeRows) },
    },
    {
      title: "Every change",
      open: false,
      lines: [],
      table: {
        head: ["Object", "Action", "Construct", "Platform file"],
        rows: changes.map((row) => [objectOf(row), row.action, row.construct ?? "", row.from ?? ""]),
      },
    },
    {
      title: "Attributes",
      open: false,
      lines: [],
      table: {
        head: ["Object", "Attribute", "Before", "After"],
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
