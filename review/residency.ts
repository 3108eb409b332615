import { placeModel } from "../placement/place-model";
import { placeRun } from "../placement/place-run";
import { datasetHandling, modelHandling, obstacle } from "../spec/lineage";
import type { Dataset, Model, Platform, Side } from "../spec/platform";
import type { ResidencyRow } from "./report";

const SIDES: readonly Side[] = ["onPrem", "cloud"];

/** Every dataset and every model at every place: what it is there, before and after. */
export function residencyRows(before: Platform | undefined, after: Platform): readonly ResidencyRow[] {
  return [
    ...rowsOf("dataset", before, after, (platform) => platform.datasets, datasetAt),
    ...rowsOf("model", before, after, (platform) => platform.models, modelAt),
  ];
}

interface Named {
  readonly name: string;
  readonly formerly?: string;
}

function rowsOf<T extends Named>(
  kind: ResidencyRow["kind"],
  before: Platform | undefined,
  after: Platform,
  listOf: (platform: Platform) => readonly T[],
  at: (platform: Platform, item: T, side: Side, country: string) => string,
): readonly ResidencyRow[] {
  const [old, now] = [before ? listOf(before) : [], listOf(after)];
  const names = [...new Set([...now, ...old].map(({ name }) => name))].sort();
  const renamed = new Set(now.flatMap(({ formerly }) => formerly ?? []));
  const stateAt = (platform: Platform, item: T | undefined, side: Side) => {
    const country = side === "onPrem" ? platform.onPrem?.jurisdiction : platform.cloud?.region.jurisdiction;
    return item === undefined || country === undefined ? "not there" : at(platform, item, side, country);
  };
  return names
    .filter((name) => now.some((one) => one.name === name) || !renamed.has(name))
    .flatMap((name) => {
      const item = now.find((one) => one.name === name);
      const earlier = old.find((one) => one.name === name) ?? old.find((one) => one.name === item?.formerly);
      return SIDES.filter((side) => after[side] ?? before?.[side]).map((side): ResidencyRow => {
        const was = before && stateAt(before, earlier, side);
        const is = stateAt(after, item, side);
        return {
          kind,
          name,
          place: placeName(after[side] ? after : (before ?? after), side),
          state: { ...(was !== undefined && { before: was }), after: is },
          changed: was !== undefined && was !== is,
        };
      });
    });
}

function placeName({ onPrem, cloud }: Platform, side: Side): string {
  if (side === "onPrem") return `${onPrem?.site} (${onPrem?.jurisdiction})`;
  return `${cloud?.region.name} (${cloud?.region.jurisdiction})`;
}

function datasetAt(platform: Platform, dataset: Dataset, side: Side, country: string): string {
  const forbidden = obstacle(datasetHandling(dataset), country, side === "onPrem");
  if (forbidden !== undefined) return forbiddenWords(forbidden);
  if (dataset.home === side) return "lives here";
  if (dataset.cachedOn.includes(side)) return "cached here";
  return readHere(platform, dataset, side) ? "read here by a run" : "allowed, not there";
}

function readHere(platform: Platform, dataset: Dataset, side: Side): boolean {
  return platform.runs.some(
    (run) => run.datasets.includes(dataset.name) && placeRun(platform, run).place?.side === side,
  );
}

function modelAt(platform: Platform, model: Model, side: Side, country: string): string {
  const forbidden = obstacle(modelHandling(platform, model), country, side === "onPrem");
  if (forbidden !== undefined) return forbiddenWords(forbidden);
  const served = platform.deployments.filter((one) => one.model === model.name && one.side === side).length > 0;
  const born = placeModel(platform, model).bornOn === side;
  const said = [...(born ? ["born here"] : []), ...(served ? ["served here"] : [])];
  return said.join(", ") || "allowed, not there";
}

/** The matrix says why, not by which chain. */
function forbiddenWords(because: string): string {
  return `forbidden: ${because.replace(/ \(.*\)$/, "")}`;
}
