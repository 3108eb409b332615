import { instancePrice } from "../catalog/prices";
import { placeRun } from "../placement/place-run";
import type { Platform } from "../spec/platform";
import type { GpuRow, MoneyRow } from "./report";

/** Hours of a mean month. */
const HOURS_A_MONTH = 730.5;

/** GPUs by side and model, before and after. */
export function gpuRows(before: Platform | undefined, after: Platform): readonly GpuRow[] {
  const [old, now] = [before && gpusOf(before), gpusOf(after)];
  const keys = [...new Set([...now.keys(), ...(old?.keys() ?? [])])].sort();
  return keys.map((key) => {
    const [side = "", gpu = ""] = key.split("\n");
    const [was, is] = [old && (old.get(key) ?? NOTHING), now.get(key) ?? NOTHING];
    return {
      side,
      gpu,
      always: { ...(was && { before: was.always }), after: is.always },
      most: { ...(was && { before: was.most }), after: is.most },
    };
  });
}

const NOTHING = { always: 0, most: 0 };

function gpusOf({ onPrem, cloud }: Platform): Map<string, { readonly always: number; readonly most: number }> {
  const found = new Map<string, { readonly always: number; readonly most: number }>();
  for (const pool of [...(onPrem?.pools ?? []), ...(cloud?.pools ?? [])]) {
    if (!pool.gpus) continue;
    const key = `${pool.side === "onPrem" ? "on-prem" : "cloud"}\n${pool.gpus.gpu.model}`;
    const [fewest, most] =
      pool.side === "onPrem" ? [pool.nodes.length, pool.nodes.length] : [pool.minNodes, pool.maxNodes];
    const sum = found.get(key) ?? NOTHING;
    found.set(key, {
      always: sum.always + fewest * pool.gpus.perNode,
      most: sum.most + most * pool.gpus.perNode,
    });
  }
  return found;
}

/** What a month of the cloud pools' instances costs, before and after, and what that leaves out. */
export function moneyRows(
  before: Platform | undefined,
  after: Platform,
): { readonly rows: readonly MoneyRow[]; readonly notes: readonly string[] } {
  const [old, now] = [before && monthOf(before), monthOf(after)];
  const row = (what: MoneyRow["what"]): MoneyRow => ({
    what,
    usd: { ...(old && { before: Math.round(old[what]) }), after: Math.round(now[what]) },
  });
  const unpriced = [...new Set([...(old?.unpriced ?? []), ...now.unpriced])].sort();
  return {
    rows: [row("idle"), row("expected"), row("worst")],
    notes: [
      `instances of the cloud's pools at list price, ${HOURS_A_MONTH} hours a month: idle is minNodes, worst is maxNodes all month, expected is idle and the declared runs`,
      "not counted: EKS and its system nodes, storage, transfer, gateways, discounts, tax, on-prem hardware, served models above minNodes",
      ...(now.dates.length > 0 ? [`prices of ${now.dates.join(", ")}; spot at the on-demand price, its ceiling`] : []),
      ...unpriced.map((pool) => `pool ${pool} has no price in the catalog`),
    ],
  };
}

function monthOf(platform: Platform) {
  const { cloud } = platform;
  const prices = new Map(
    (cloud?.pools ?? []).map((pool) => [
      pool.name,
      instancePrice(pool.instanceType, cloud?.region.name ?? "", pool.capacity[0]?.kind ?? "onDemand"),
    ]),
  );
  let [idle, worst, runs] = [0, 0, 0];
  for (const pool of cloud?.pools ?? []) {
    const usd = prices.get(pool.name)?.usdPerHour ?? 0;
    idle += usd * pool.minNodes * HOURS_A_MONTH;
    worst += usd * pool.maxNodes * HOURS_A_MONTH;
  }
  for (const run of platform.runs) {
    const place = placeRun(platform, run).place;
    const pool = cloud?.pools.find(({ name }) => place?.side === "cloud" && name === place.pools[0]);
    if (!pool) continue;
    const perNode = pool.gpus && run.gpusPerWorker > 0 ? Math.floor(pool.gpus.perNode / run.gpusPerWorker) : 1;
    const nodes = Math.ceil(run.workers / Math.max(1, perNode));
    runs += (prices.get(pool.name)?.usdPerHour ?? 0) * nodes * (run.hours ?? 0) * run.timesPerMonth;
  }
  return {
    idle,
    expected: Math.min(idle + runs, Math.max(worst, idle)),
    worst,
    unpriced: [...prices].filter(([, price]) => price === undefined).map(([name]) => name),
    dates: [...new Set([...prices.values()].flatMap((price) => price?.asOf ?? []))].sort(),
  };
}
