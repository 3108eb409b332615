import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";

/** A mapping that must have exactly one of some keys, or at most one. */
interface Choice {
  readonly path: Path;
  readonly of: object;
  readonly keys: readonly [string, string];
  /** True where none of them is fine. */
  readonly optional?: true;
}

/** Keys that stand for one choice. */
export const CHOICE_RULES: readonly Rule[] = [
  {
    id: "exactly-one-of",
    severity: "error",
    needs: [],
    check: (facts) => choicesOf(facts).flatMap((choice) => judge(choice, facts)),
  },
];

function choicesOf({ file }: Facts): readonly Choice[] {
  const { state, onPrem, cloud, deployments } = file;
  return [
    { path: ["state"], of: state, keys: ["local", "s3"] },
    ...(onPrem?.objectStore
      ? [{ path: ["onPrem", "objectStore"], of: onPrem.objectStore, keys: ["external", "provision"] } as const]
      : []),
    ...(onPrem?.pools ?? []).flatMap((pool, index): Choice[] => [
      { path: ["onPrem", "pools", index], of: pool, keys: ["gpu", "cpu"] },
      { path: ["onPrem", "pools", index], of: pool, keys: ["usdPerGpuHour", "cost"], optional: true },
    ]),
    ...(cloud ? [{ path: ["cloud", "network"], of: cloud.network, keys: ["vpc", "existing"] } as const] : []),
    ...(cloud?.pools ?? []).map((pool, index): Choice => {
      return { path: ["cloud", "pools", index], of: pool, keys: ["zone", "zones"] };
    }),
    ...deployments.flatMap(({ tls }, index): Choice[] =>
      tls ? [{ path: ["deployments", index, "tls"], of: tls, keys: ["secret", "issuer"] }] : [],
    ),
  ];
}

function judge({ path, of, keys, optional }: Choice, { isLater }: Facts): Finding[] {
  const [first, second] = keys;
  const present = keys.filter((key) => (of as Readonly<Record<string, unknown>>)[key] !== undefined);
  if (present.length === 1 || (present.length === 0 && optional)) return [];
  if (present.length === 0) return [{ path, found: `has neither ${first} nor ${second}`, fix: `add one of them` }];
  const [later, earlier] = isLater([...path, first], [...path, second]) ? [first, second] : [second, first];
  return [{ path: [...path, later], found: `stands beside ${earlier}`, fix: "keep one of them" }];
}
