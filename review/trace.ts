import type { Path } from "../spec/problem";
import type { FileChange } from "./file-changes";
import { touches } from "./file-changes";
import { itemsOf, type NamedList, type PlatformText, pathOf } from "./platform-text";

const LISTS: readonly NamedList[] = [
  "deployments",
  "cloud.pools",
  "onPrem.pools",
  "teams",
  "datasets",
  "models",
  "runs",
];

/** Parts of the file by what constructs are called, most specific first. */
const PARTS: readonly (readonly [construct: RegExp, ...parts: string[]])[] = [
  [/\/budget\b/, "cloud.budget"],
  [/^cloud-burst\/api\b|\/store-endpoint\b/, "onPrem.network", "cloud.link", "cloud.zones"],
  [/\/(vpn|direct-connect|gateway)\b.*|\/alarms\b/, "cloud.link"],
  [/\/lustre\b/, "cloud.storage.lustre"],
  [/\/express\b/, "cloud.storage.expressZone"],
  [/\/access\b/, "cloud.kubernetes.admins"],
  [/\/(network|endpoints|flow-log|caches)\b/, "cloud.network", "cloud.zones"],
  [/\/(cluster|addons|node-addons|system-nodes)/, "cloud.kubernetes", "cloud.zones"],
  [/\/(karpenter|placement|pools|efa)\b/, "cloud.pools"],
  [/\/(gpu-operator|nodes)\b/, "onPrem.pools"],
  // quotas of queues, and what admission allows, follow from teams and from the pools that they share.
  [/\/(queues|policies|kueue|teams)\b/, "teams", "cloud.pools", "onPrem.pools", "runs", "deployments"],
  [/\/datasets\b/, "datasets"],
  [/\/models\b/, "models"],
];

/**
 * The line of the platform file behind a construct: that of a changed key where one can have caused it, else that of the thing that the
 * construct is named after. Undefined for what comes of the whole file.
 */
export function traced(
  construct: string | undefined,
  head: PlatformText,
  changes: readonly FileChange[],
): { readonly file: string; readonly line: number; readonly column: number } | undefined {
  const paths = construct === undefined ? [] : partsOf(construct, head);
  const cause =
    removed(construct, changes) ??
    paths.flatMap((path) => changes.find((change) => touches(change, path)) ?? [])[0] ??
    changes.find(
      ({ path: [first] }) => first === "tags" || first === "owner" || first === "name" || first === "allowDestroy",
    );
  if (cause) return cause;
  const [path] = paths;
  return path && { file: head.file, ...head.place(path) };
}

/** What was removed from the file and the construct is named after. */
function removed(construct: string | undefined, changes: readonly FileChange[]): FileChange | undefined {
  const words = construct?.split("/").slice(1) ?? [];
  return changes.find(({ kind, what }) => {
    const name = kind === "removed" ? /\[([^\]]+)\]$/.exec(what)?.[1] : undefined;
    return name !== undefined && words.includes(name);
  });
}

/** Paths of the file that a construct can come of, the likeliest first. */
function partsOf(construct: string, head: PlatformText): readonly Path[] {
  const words = construct.split("/").slice(1);
  for (const list of LISTS)
    for (const { name } of itemsOf(head.data, list))
      if (words.slice(1).some((word) => word === name || word === `${name}-restricted`))
        return [pathOf(head, list, name)];
  const pool = head.platform.onPrem?.pools.find(({ nodes }) => nodes.some((node) => words.includes(node)));
  if (pool) return [pathOf(head, "onPrem.pools", pool.name)];
  const [, ...parts] = PARTS.find(([pattern]) => pattern.test(construct)) ?? [];
  return parts.map((part) => String(part).split("."));
}
