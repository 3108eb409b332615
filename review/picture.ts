import { datasetCopies } from "../placement/dataset-copies";
import { keptCopies } from "../placement/model-copies";
import { placeRun } from "../placement/place-run";
import { datasetHandling, modelHandling } from "../spec/lineage";
import { BUCKETS } from "../spec/names";
import type { Platform, Pool, Side } from "../spec/platform";
import { escaped } from "./html";

const WIDTH = 360;
const GAP = 220;
const MARGIN = 20;
const LINE = 20;
const HEAD = 34;
const BETWEEN = 12;

/** What a side holds, group by group. Both sides have the same groups, so that they stand beside each other. */
interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

interface Row {
  readonly text: string;
  /** True where it is restricted: it is written so, and in another colour. */
  readonly restricted?: boolean;
}

/** Something that goes from side to side, and the group at whose height it is drawn. */
interface Flow {
  readonly group: string;
  readonly label: string;
  readonly toCloud: boolean;
}

/** The platform as a picture: its sides with queues, pools, data, buckets and served models, and what flows between them. Same file, same bytes. */
export function picture(platform: Platform): string {
  const sides = (["onPrem", "cloud"] as const).filter((side) => platform[side]);
  const columns = sides.map((side) => groupsOf(platform, side));
  const tops = topsOf(columns);
  const height = tops.end + MARGIN;
  const width = MARGIN * 2 + sides.length * WIDTH + (sides.length - 1) * GAP;
  const drawn = sides.map((side, index) =>
    column(titleOf(platform, side), columns[index] ?? [], tops.of, MARGIN + index * (WIDTH + GAP), height),
  );
  const flows = sides.length === 2 ? [link(platform), ...arrows(flowsOf(platform), tops.of)] : [];
  const title = `Platform ${platform.name}: ${sides.map((side) => titleOf(platform, side)).join(" and ")}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui,sans-serif" font-size="13"><style>${STYLE}</style><rect class="platform-paper" width="${width}" height="${height}"/>${drawn.join("")}${flows.join("")}</svg>`;
}

const STYLE =
  ".platform-paper{fill:#fff}.platform-card{fill:#f3f5f7;stroke:#c4cad1}.platform-ink{fill:#1b1f24}.platform-faint{fill:#57606a}.platform-restricted{fill:#b3261e}.platform-line{stroke:#0b5cad;stroke-width:1.5;fill:none}" +
  "@media(prefers-color-scheme:dark){.platform-paper{fill:#14171b}.platform-card{fill:#20252b;stroke:#474e57}.platform-ink{fill:#e6e9ed}.platform-faint{fill:#a3acb7}.platform-restricted{fill:#ff8f87}.platform-line{stroke:#7db7f5}}";

function titleOf({ onPrem, cloud }: Platform, side: Side): string {
  return side === "onPrem"
    ? `on-prem ${onPrem?.site} (${onPrem?.jurisdiction})`
    : `cloud ${cloud?.region.name} (${cloud?.region.jurisdiction})`;
}

function groupsOf(platform: Platform, side: Side): readonly Group[] {
  const pools: readonly Pool[] = (side === "onPrem" ? platform.onPrem?.pools : platform.cloud?.pools) ?? [];
  const stores =
    side === "cloud"
      ? BUCKETS
      : platform.onPrem?.objectStore
        ? ["datasets", "checkpoints", "models", "restricted"]
        : [];
  const queue = side === "onPrem" ? "experiment" : "burst";
  return [
    { title: "queues", rows: platform.teams.map(({ name }) => ({ text: `${name}: ${queue}` })) },
    { title: "pools", rows: pools.map((pool) => ({ text: poolWords(pool) })) },
    {
      title: "data",
      rows: platform.datasets
        .filter(({ home, cachedOn }) => home === side || cachedOn.includes(side))
        .map((dataset) => ({
          text: `${dataset.name}, ${dataset.classification}${dataset.home === side ? "" : ", copy"}`,
          restricted: datasetHandling(dataset).classification === "restricted",
        })),
    },
    { title: "buckets", rows: stores.map((text) => ({ text, restricted: text === "restricted" })) },
    {
      title: "served models",
      rows: platform.deployments
        .filter((one) => one.side === side)
        .map(({ name, model: of, replicas }) => {
          const model = platform.models.find((one) => one.name === of);
          const restricted = model !== undefined && modelHandling(platform, model).classification === "restricted";
          return { text: `${name}, ${replicas.min} to ${replicas.max}${restricted ? ", restricted" : ""}`, restricted };
        }),
    },
  ];
}

function poolWords(pool: Pool): string {
  const nodes = pool.side === "onPrem" ? String(pool.nodes.length) : `${pool.minNodes} to ${pool.maxNodes}`;
  return `${pool.name}: ${nodes} nodes${pool.gpus ? ` of ${pool.gpus.perNode} × ${pool.gpus.gpu.name}` : ", CPU"}`;
}

/** What goes from side to side, and which way. */
function flowsOf(platform: Platform): readonly Flow[] {
  const bursts = platform.runs.filter((run) => placeRun(platform, run).place?.side === "cloud").map(({ name }) => name);
  const away = platform.onPrem && bursts.length > 0 ? [{ group: "queues", label: named(bursts), toCloud: true }] : [];
  const copies = (group: string, items: readonly (readonly [name: string, to: Side])[]) =>
    (["cloud", "onPrem"] as const).flatMap((side): Flow[] => {
      const names = items.filter(([, to]) => to === side).map(([name]) => name);
      return names.length === 0 ? [] : [{ group, label: named(names), toCloud: side === "cloud" }];
    });
  const models = keptCopies(platform).filter(({ versions }) => versions.length > 0);
  return [
    ...away,
    ...copies(
      "data",
      datasetCopies(platform).map(({ dataset, to }) => [dataset, to] as const),
    ),
    ...copies(
      "served models",
      models.map(({ model, to }) => [model, to] as const),
    ),
  ];
}

function named(names: readonly string[]): string {
  const [first = "", ...others] = names;
  return others.length === 0
    ? first
    : others.length === 1
      ? `${first}, ${others[0]}`
      : `${first} and ${others.length} more`;
}

/** Where each group begins: at the same height on both sides. Groups that no side has are left out. */
function topsOf(columns: readonly (readonly Group[])[]): {
  readonly of: ReadonlyMap<string, number>;
  readonly end: number;
} {
  const of = new Map<string, number>();
  let y = MARGIN + 44;
  for (const { title } of columns[0] ?? []) {
    const most = Math.max(...columns.map((groups) => groups.find((group) => group.title === title)?.rows.length ?? 0));
    if (most === 0) continue;
    of.set(title, y);
    y += HEAD + most * LINE + BETWEEN;
  }
  return { of, end: y };
}

function column(
  title: string,
  groups: readonly Group[],
  tops: ReadonlyMap<string, number>,
  x: number,
  height: number,
): string {
  const cards = groups.flatMap(({ title: of, rows }) => {
    const top = tops.get(of);
    if (top === undefined || rows.length === 0) return [];
    const lines = rows.map((row, index) =>
      text(
        x + 24,
        top + HEAD + 10 + index * LINE,
        cut(row.text),
        row.restricted ? "platform-restricted" : "platform-ink",
      ),
    );
    return [
      `<rect class="platform-card" x="${x + 12}" y="${top}" width="${WIDTH - 24}" height="${HEAD + rows.length * LINE}" rx="6"/>`,
      text(x + 24, top + 20, of, "platform-faint", ' font-size="12"'),
      ...lines,
    ];
  });
  return `<rect class="platform-line" x="${x}" y="${MARGIN}" width="${WIDTH}" height="${height - MARGIN * 2}" rx="10"/>${text(x + 14, MARGIN + 28, title, "platform-ink", ' font-weight="700" font-size="15"')}${cards.join("")}`;
}

/** The way between the sides, named above what goes over it. */
function link({ cloud }: Platform): string {
  const kinds = { vpn: "VPN", directConnect: "Direct Connect", none: "no link" } as const;
  const of = cloud?.link ?? { kind: "none" as const };
  const speed = of.kind === "none" ? "" : `, ${of.mbps.toLocaleString("en-US")} Mb/s`;
  return text(
    MARGIN + WIDTH + GAP / 2,
    MARGIN + 28,
    `${kinds[of.kind]}${speed}`,
    "platform-faint",
    ' text-anchor="middle"',
  );
}

function arrows(flows: readonly Flow[], tops: ReadonlyMap<string, number>): string[] {
  const [left, right] = [MARGIN + WIDTH + 8, MARGIN + WIDTH + GAP - 8];
  const words: Readonly<Record<string, string>> = { queues: "bursts", data: "copied", "served models": "copied" };
  return flows.map(({ group, label, toCloud }, index) => {
    const before = flows.slice(0, index).filter((flow) => flow.group === group).length;
    const y = (tops.get(group) ?? MARGIN) + 30 + before * 46;
    const [from, to, tip] = toCloud ? [left, right, right - 8] : [right, left, left + 8];
    const middle = (left + right) / 2;
    return [
      `<path class="platform-line" d="M${from} ${y}H${to}M${tip} ${y - 5}L${to} ${y}L${tip} ${y + 5}"/>`,
      text(middle, y - 8, cut(label, 30), "platform-ink", ' text-anchor="middle" font-size="12"'),
      text(middle, y + 16, words[group] ?? "", "platform-faint", ' text-anchor="middle" font-size="11"'),
    ].join("");
  });
}

function text(x: number, y: number, what: string, style: string, more = ""): string {
  return `<text class="${style}" x="${x}" y="${y}"${more}>${escaped(what)}</text>`;
}

function cut(text: string, most = 46): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
