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
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\/budget\b/, "cloud.budget"],
  [/\/(vpn|direct-connect|gateway)\b.*|\/alarms\b/, "cloud.link"],
  [/\/lustre\b/, "cloud.storage.lustre"],
  [/\/express\b/, "cloud.storage.expressZone"],
  [/\/access\b/, "cloud.kubernetes.admins"],
  [/\/(network|endpoints|flow-log|caches)\b/, "cloud.network"],
  [/\/(cluster|addons|node-addons|system-nodes)/, "cloud.kubernetes"],
  [/\/(karpenter|placement|pools|efa)\b/, "cloud.pools"],
  [/\/(gpu-operator|nodes)\b/, "onPrem.pools"],
  [/\/(queues|policies|kueue|teams)\b/, "teams"],
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
  const path = construct === undefined ? undefined : partOf(construct, head);
  const cause =
    (path && changes.find((change) => touches(change, path))) ??
    changes.find(
      ({ path: [first] }) => first === "tags" || first === "owner" || first === "name" || first === "allowDestroy",
    );
  if (cause) return cause;
  return path && { file: head.file, ...head.place(path) };
}

function partOf(construct: string, head: PlatformText): Path | undefined {
  const words = construct.split("/").slice(1);
  for (const list of LISTS)
    for (const { name } of itemsOf(head.data, list))
      if (words.slice(1).some((word) => word === name || word === `${name}-restricted`))
        return pathOf(head, list, name);
  const pool = head.platform.onPrem?.pools.find(({ nodes }) => nodes.some((node) => words.includes(node)));
  if (pool) return pathOf(head, "onPrem.pools", pool.name);
  return PARTS.find(([pattern]) => pattern.test(construct))?.[1].split(".");
}
