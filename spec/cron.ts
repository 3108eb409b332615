/** One field of a cron expression: its values from and to. */
interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const FIELDS: readonly Field[] = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day of the month", from: 1, to: 31 },
  { name: "month", from: 1, to: 12 },
  { name: "day of the week", from: 0, to: 6 },
];

/** Days of a year without a leap day, as month and day of the month; the year begins on a Thursday, as 2026 does. */
const YEAR = Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(2026, 0, 1 + index)));
const MONTHS = 12;

/** What is wrong with a cron expression of five fields of numbers; undefined where nothing is. */
export function cronProblem(text: string): string | undefined {
  const parts = text.split(" ");
  if (parts.length !== FIELDS.length) return `has ${parts.length} field${parts.length === 1 ? "" : "s"}`;
  const wrong = FIELDS.find((field, index) => valuesOf(parts[index] ?? "", field) === undefined);
  return wrong && `has no ${wrong.name} of ${wrong.from} to ${wrong.to}`;
}

/** How often a month a cron expression comes, in the mean of a year; 0 for one that never comes. */
export function timesPerMonth(text: string): number {
  const parts = text.split(" ");
  const [minutes, hours, days, months, weekdays] = FIELDS.map(
    (field, index) => new Set(valuesOf(parts[index] ?? "", field) ?? []),
  );
  if (!minutes || !hours || !days || !months || !weekdays) return 0;
  // cron's own rule: where both kinds of days are named, either is enough.
  const either = !parts[2]?.startsWith("*") && !parts[4]?.startsWith("*");
  const matching = YEAR.filter((date) => {
    const [day, weekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    return months.has(date.getUTCMonth() + 1) && (either ? day || weekday : day && weekday);
  });
  return (matching.length * minutes.size * hours.size) / MONTHS;
}

/** The values of a field such as `1,5`, `1-5` or `*` with a step; undefined where it is not one. */
function valuesOf(text: string, { from, to }: Field): readonly number[] | undefined {
  const parts = text.split(",").map((part) => {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return undefined;
    const [, first, last, step = "1"] = match;
    const start = first === undefined ? from : Number(first);
    const end = last !== undefined ? Number(last) : first === undefined || match[3] !== undefined ? to : start;
    if (start < from || end > to || start > end || Number(step) < 1) return undefined;
    return Array.from(
      { length: Math.floor((end - start) / Number(step)) + 1 },
      (_, index) => start + index * Number(step),
    );
  });
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}
