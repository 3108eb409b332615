import { placeRun } from "../placement/place-run";
import { datasetHandling, obstacle } from "../spec/lineage";
import type { Dataset, Platform, Side } from "../spec/platform";
import type { ResidencyRow } from "./report";

const SIDES: readonly Side[] = ["onPrem", "cloud"];

/** Every dataset at every place: what it is there, before and after. */
export function residencyRows(before: Platform | undefined, after: Platform): readonly ResidencyRow[] {
  const names = [...new Set([...after.datasets, ...(before?.datasets ?? [])].map(({ name }) => name))].sort();
  const formerly = new Map(after.datasets.flatMap(({ name, formerly: old }) => (old ? [[old, name] as const] : [])));
  return names
    .filter((name) => after.datasets.some((one) => one.name === name) || !formerly.has(name))
    .flatMap((name) =>
      SIDES.filter((side) => after[side] ?? before?.[side]).map((side) => {
        const old = after.datasets.find((one) => one.name === name)?.formerly;
        const was = before && (stateAt(before, name, side) ?? (old && stateAt(before, old, side)) ?? "not there");
        const is = stateAt(after, name, side) ?? "not there";
        return {
          dataset: name,
          place: placeName(after[side] ? after : (before ?? after), side),
          state: { ...(was && { before: was }), after: is },
          changed: was !== undefined && was !== is,
        };
      }),
    );
}

function placeName({ onPrem, cloud }: Platform, side: Side): string {
  if (side === "onPrem") return `${onPrem?.site} (${onPrem?.jurisdiction})`;
  return `${cloud?.region.name} (${cloud?.region.jurisdiction})`;
}

function stateAt(platform: Platform, name: string, side: Side): string | undefined {
  const dataset = platform.datasets.find((one) => one.name === name);
  const country = side === "onPrem" ? platform.onPrem?.jurisdiction : platform.cloud?.region.jurisdiction;
  if (!dataset || country === undefined) return undefined;
  const forbidden = obstacle(datasetHandling(dataset), country, side === "onPrem");
  if (forbidden !== undefined) return `forbidden: ${forbidden.replace(/ \(.*\)$/, "")}`;
  if (dataset.home === side) return "lives here";
  if (dataset.cachedOn.includes(side)) return "cached here";
  return readHere(platform, dataset, side) ? "read here by a run" : "allowed, not there";
}

function readHere(platform: Platform, dataset: Dataset, side: Side): boolean {
  return platform.runs.some(
    (run) => run.datasets.includes(dataset.name) && placeRun(platform, run).place?.side === side,
  );
}
