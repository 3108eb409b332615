import { dollars } from "./dollars";
import type { PlatformText } from "./platform-text";
import type { Finding, OpeningRow, ProtectionRow } from "./report";

/** Place of a change's cause in the file; its first line where that is not known. */
export type PlaceOf = (stack: string, address: string) => { readonly line: number; readonly column: number };

/** Openings of one state and one line of the file that are told one by one; of more, the rest is counted. */
const FEW = 2;

/** What may be reached and done that could not: what is wide one by one, the rest of one state and one line together. */
export function ofOpenings(rows: readonly OpeningRow[], placeOf: PlaceOf): readonly Finding[] {
  const single = (row: OpeningRow, more = ""): Finding => {
    const { kind, what, who, stack, address, wide } = row;
    return {
      rule: kind === "network" ? "network-opened" : "access-granted",
      level: wide ? "danger" : "look",
      title: `${who} ${kind === "network" ? "reaches" : "may"} ${what}${more}`,
      stack,
      address,
      ...placeOf(stack, address),
    };
  };
  const plain = rows.filter(({ wide }) => !wide);
  const keyOf = ({ kind, stack, address }: OpeningRow) => `${kind} ${stack} ${placeOf(stack, address).line}`;
  const together = [...new Set(plain.map(keyOf))].flatMap((key) => {
    const alike = plain.filter((row) => keyOf(row) === key);
    const [first] = alike;
    if (!first || alike.length <= FEW) return alike.map((row) => single(row));
    return [single(first, `; and ${alike.length - 1} more of ${first.stack} from this line`)];
  });
  return [...rows.filter(({ wide }) => wide).map((row) => single(row)), ...together];
}

/** Less protection of one kind in one state is told once; what `allowDestroy` lowers everywhere is told with it. */
export function ofProtections(
  rows: readonly ProtectionRow[],
  placeOf: PlaceOf,
  head: PlatformText,
  base: PlatformText | undefined,
): readonly Finding[] {
  const lifted = head.platform.allowDestroy && base !== undefined && !base.platform.allowDestroy;
  const told = rows.filter(({ what }) => !(lifted && what === "prevent_destroy"));
  const kinds = [...new Set(told.map(({ stack, what }) => `${stack} ${what}`))];
  const lowered = kinds.flatMap((kind): Finding[] => {
    const alike = told.filter(({ stack, what }) => `${stack} ${what}` === kind);
    const [first] = alike;
    if (!first) return [];
    const { stack, address, what, before, after } = first;
    const more = alike.length === 1 ? "" : ` (and ${alike.length - 1} more of ${stack})`;
    return [
      {
        rule: "protection-lowered",
        level: alike.some(({ ofData }) => ofData) ? "danger" : "look",
        title: `${address}: ${what} ${before} → ${after}${more}`,
        stack,
        address,
        ...placeOf(stack, address),
      },
    ];
  });
  return [...lowered, ...ofBudget(head, base)];
}

function ofBudget(head: PlatformText, base: PlatformText | undefined): readonly Finding[] {
  const [old, now] = [base?.platform.cloud?.budget?.monthlyUsd, head.platform.cloud?.budget?.monthlyUsd];
  if (old === undefined || (now !== undefined && now <= old)) return [];
  const title =
    now === undefined
      ? `the budget of ${dollars(old)} is gone`
      : `the budget is ${dollars(now)} and was ${dollars(old)}`;
  return [{ rule: "budget-raised", level: "look", title, ...head.place(["cloud", "budget", "monthlyUsd"]) }];
}
