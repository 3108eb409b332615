import { placeRun } from "../placement/place-run";
import { BUCKETS } from "../spec/names";
import type { Platform, Pool, Side } from "../spec/platform";
import { escaped } from "./html";

const WIDTH = 380;
const GAP = 140;
const ROW = 26;
const MARGIN = 20;

/** The platform as a picture: its sides with queues, pools, buckets and served models, and what flows between them. Same file, same bytes. */
export function picture(platform: Platform): string {
  const sides = (["onPrem", "cloud"] as const).filter((side) => platform[side]);
  const boxes = sides.map((side) => ({ side, rows: rowsOf(platform, side) }));
  const height = MARGIN * 2 + 40 + Math.max(0, ...boxes.map(({ rows }) => rows.length)) * ROW;
  const width = MARGIN * 2 + sides.length * WIDTH + (sides.length - 1) * GAP;
  const drawn = boxes.map(({ side, rows }, index) =>
    box(titleOf(platform, side), rows, MARGIN + index * (WIDTH + GAP), height),
  );
  const flows = sides.length === 2 ? flowsOf(platform).map((flow, index) => arrow(flow, 90 + index * 60)) : [];
  const title = `Platform ${platform.name}: ${sides.map((side) => titleOf(platform, side)).join(" and ")}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui,sans-serif" font-size="13"><style>.platform-ink{fill:#1b1f24}.platform-line{stroke:#59636e;fill:none}@media(prefers-color-scheme:dark){.platform-ink{fill:#e6e9ed}.platform-line{stroke:#9aa4af}}</style>${drawn.join("")}${flows.join("")}</svg>`;
}

function titleOf({ onPrem, cloud }: Platform, side: Side): string {
  return side === "onPrem"
    ? `on-prem ${onPrem?.site} (${onPrem?.jurisdiction})`
    : `cloud ${cloud?.region.name} (${cloud?.region.jurisdiction})`;
}

function rowsOf(platform: Platform, side: Side): readonly (readonly [kind: string, what: string])[] {
  const pools: readonly Pool[] = (side === "onPrem" ? platform.onPrem?.pools : platform.cloud?.pools) ?? [];
  const buckets =
    side === "cloud"
      ? BUCKETS
      : platform.onPrem?.objectStore
        ? ["datasets", "checkpoints", "models", "restricted"]
        : [];
  const rows: (readonly [string, string])[] = [
    ...platform.teams.map(({ name }) => ["queue", `${name}: ${side === "onPrem" ? "experiment" : "burst"}`] as const),
    ...pools.map((pool) => ["pool", poolWords(pool)] as const),
    ...platform.datasets
      .filter(({ home, cachedOn }) => home === side || cachedOn.includes(side))
      .map(
        (dataset) =>
          ["data", `${dataset.name}, ${dataset.classification}${dataset.home === side ? "" : ", copy"}`] as const,
      ),
    ...(buckets.length > 0 ? [["bucket", buckets.join(", ")] as const] : []),
    ...platform.deployments
      .filter((one) => one.side === side)
      .map(({ name, replicas }) => ["serves", `${name}, ${replicas.min} to ${replicas.max}`] as const),
  ];
  return rows;
}

function poolWords(pool: Pool): string {
  const nodes = pool.side === "onPrem" ? String(pool.nodes.length) : `${pool.minNodes} to ${pool.maxNodes}`;
  return `${pool.name}: ${nodes} nodes${pool.gpus ? ` of ${pool.gpus.perNode} × ${pool.gpus.gpu.name}` : ", CPU"}`;
}

/** What goes from side to side, and which way. */
function flowsOf(platform: Platform): readonly (readonly [label: string, toCloud: boolean])[] {
  const bursts = platform.runs.filter((run) => placeRun(platform, run).place?.side === "cloud").length;
  const copies = (side: Side) =>
    platform.datasets.filter(({ home, cachedOn }) => home !== side && cachedOn.includes(side)).map(({ name }) => name);
  return [
    ...(bursts > 0 ? [[`${bursts} ${bursts === 1 ? "run bursts" : "runs burst"}`, true] as const] : []),
    ...copies("cloud").map((name) => [name, true] as const),
    ...copies("onPrem").map((name) => [name, false] as const),
  ];
}

function box(title: string, rows: readonly (readonly [string, string])[], x: number, height: number): string {
  const lines = rows.map(([kind, what], index) =>
    text(x + 12, MARGIN + 54 + index * ROW, `${kind.padEnd(6)}  ${cut(what)}`, ""),
  );
  return `<rect class="platform-line" x="${x}" y="${MARGIN}" width="${WIDTH}" height="${height - MARGIN * 2}" rx="8"/>${text(x + 12, MARGIN + 24, title, ' font-weight="700"')}${lines.join("")}`;
}

function arrow([label, toCloud]: readonly [string, boolean], y: number): string {
  const [left, right] = [MARGIN + WIDTH + 6, MARGIN + WIDTH + GAP - 6];
  const [from, to, tip] = toCloud ? [left, right, right - 8] : [right, left, left + 8];
  return `<path class="platform-line" d="M${from} ${y}H${to}M${tip} ${y - 5}L${to} ${y}L${tip} ${y + 5}"/>${text(left + 4, y - 8, cut(label, 18), ' font-size="11"')}`;
}

function text(x: number, y: number, what: string, style: string): string {
  return `<text class="platform-ink" x="${x}" y="${y}"${style}>${escaped(what)}</text>`;
}

function cut(text: string, most = 44): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
