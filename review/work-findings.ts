import type { OnPremPool, Platform } from "../spec/platform";
import { formatPath, type LocatedProblem } from "../spec/problem";
import { type PlatformText, pathOf } from "./platform-text";
import type { Finding } from "./report";

/** True for what {@link ofWork} finds. */
export function tellsWork({ rule }: Pick<Finding, "rule">): boolean {
  return rule === "gpus-recut" || rule === "nodes-drained";
}

/** Work that ends although no object is destroyed: GPUs that are cut anew under it, and nodes that are drained. */
export function ofWork(base: PlatformText | undefined, head: PlatformText): readonly Finding[] {
  if (!base) return [];
  const layouts = layoutsOf(base.platform);
  const recut = (head.platform.onPrem?.pools ?? []).flatMap((pool): Finding[] => {
    const now = layoutOf(pool);
    const others = pool.nodes.flatMap((node) => {
      const was = layouts.get(node);
      return was === undefined || was === now ? [] : [was];
    });
    if (others.length === 0) return [];
    const many = others.length === 1 ? "1 node" : `${others.length} nodes`;
    return [
      {
        rule: "gpus-recut",
        level: "danger",
        title: `${pool.name}: the GPUs of ${many} are cut anew, from ${[...new Set(others)].join(", ")} to ${now}: what runs on them dies`,
        advice: "empty the nodes before the apply: docs/runbooks/mig-layout.md",
        ...head.place([...pathOf(head, "onPrem.pools", pool.name), "sharing"]),
      },
    ];
  });
  const now = head.platform.cloud?.pools ?? [];
  // where the whole cloud leaves the file, its states stay as they are.
  const before = head.platform.cloud ? base.platform.cloud?.pools : undefined;
  const drained = (before ?? [])
    .filter(({ name }) => !now.some((pool) => pool.name === name))
    .map(({ name, maxNodes }): Finding => {
      const renamed = now.find(({ formerly }) => formerly === name)?.name;
      return {
        rule: "nodes-drained",
        level: "look",
        title: `${name} ${renamed === undefined ? "goes" : `becomes ${renamed}`}: its nodes, ${maxNodes} at most, are drained, and what runs on them is stopped${renamed === undefined ? "" : " and starts anew"}`,
        advice: "let its runs end first",
        ...head.place(
          renamed === undefined ? ["cloud", "pools"] : [...pathOf(head, "cloud.pools", renamed), "formerly"],
        ),
      };
    });
  return [...recut, ...drained];
}

/** Layouts of on-prem nodes with GPUs. */
function layoutsOf({ onPrem }: Platform): ReadonlyMap<string, string> {
  return new Map(
    (onPrem?.pools ?? [])
      .filter(({ gpus }) => gpus !== undefined)
      .flatMap((pool) => pool.nodes.map((node) => [node, layoutOf(pool)] as const)),
  );
}

function layoutOf({ sharing }: OnPremPool): string {
  return sharing.kind === "mig" ? sharing.config : "whole GPUs";
}

/** Warnings that the report tells in other words, with what they cost. */
function isTold({ rule, path }: LocatedProblem): boolean {
  return rule === "price-missing" || (rule === "rename-effects" && formatPath(path).startsWith("cloud.pools"));
}

/** What the checks warn of and did not before; of a platform without an older one all that they warn of, as notes. */
export function ofWarnings(base: PlatformText | undefined, head: PlatformText): readonly Finding[] {
  const keyOf = ({ rule, found, fix }: LocatedProblem) => `${rule} ${found} ${fix}`;
  const old = (base?.warnings ?? []).map(keyOf);
  // a warning may not say of what it is: each one that was known explains one.
  const isKnown = (warning: LocatedProblem) => {
    const at = old.indexOf(keyOf(warning));
    if (at >= 0) old.splice(at, 1);
    return at >= 0;
  };
  return head.warnings
    .filter((warning) => !isKnown(warning) && !isTold(warning))
    .map(({ rule, path, found, fix, line, column }) => ({
      rule: "warned",
      level: base ? "look" : "note",
      title: `${rule}: ${formatPath(path)} ${found}`,
      advice: fix,
      line,
      column,
    }));
}
