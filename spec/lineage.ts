import { EU_MEMBERS } from "../catalog/regions";
import type { Classification, Dataset, Model, Platform, Run } from "./platform";
import { CLASSIFICATIONS } from "./schema/work";

/** What data is, and where it may be. */
export interface Handling {
  readonly classification: Classification;
  /** Country codes where it may be, `EU` spelt out; absent: anywhere. */
  readonly residency?: ReadonlySet<string>;
  /** How the strictest came here: `deployment x → model y → run z → dataset w`, for messages. */
  readonly chain: string;
}

type Data = Pick<Platform, "datasets" | "runs" | "models">;

const EU: ReadonlySet<string> = new Set(EU_MEMBERS);

/** Residency with `EU` spelt out as its members. */
export function countries(residency: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return residency && new Set(residency.flatMap((code) => (code === "EU" ? [...EU] : [code])));
}

/** How a dataset must be handled. */
export function datasetHandling(dataset: Pick<Dataset, "name" | "classification" | "residency">): Handling {
  const residency = countries(dataset.residency);
  return { classification: dataset.classification, ...(residency && { residency }), chain: `dataset ${dataset.name}` };
}

/** How a run must be handled: as the strictest of the data it reads and of the model it writes. */
export function runHandling(data: Data, run: Pick<Run, "name" | "datasets" | "produces">): Handling {
  const reads = readHandling(data, run);
  const model = data.models.find((candidate) => candidate.name === run.produces);
  if (!model || model.released) return reads;
  const datasets = datasetsNamed(data, run.datasets).map(datasetHandling);
  const both = strictest(`run ${run.name}`, [...datasets, modelHandling(data, model)]);
  // a model that forbids nothing more has no part in the chain.
  const same = both.classification === reads.classification && both.residency?.size === reads.residency?.size;
  return same ? reads : both;
}

/** How a model must be handled: as the strictest of what it was trained on, unless it is released. */
export function modelHandling(data: Data, model: Pick<Model, "name" | "trainedOn" | "released">): Handling {
  if (model.released)
    return {
      classification: model.released.classification,
      chain: `model ${model.name} (released by ${model.released.by})`,
    };
  const runs = data.runs.filter((run) => run.produces === model.name);
  return strictest(`model ${model.name}`, [
    ...datasetsNamed(data, model.trainedOn).map(datasetHandling),
    ...runs.map((run) => readHandling(data, run)),
  ]);
}

function readHandling(data: Data, run: Pick<Run, "name" | "datasets">): Handling {
  return strictest(`run ${run.name}`, datasetsNamed(data, run.datasets).map(datasetHandling));
}

/** True where a run reads restricted data, or writes a restricted model. */
export function isRestrictedRun(data: Data, run: Pick<Run, "name" | "datasets" | "produces">): boolean {
  return runHandling(data, run).classification === "restricted";
}

/** What of a batch is restricted: its model, and what it runs over. */
export function isRestrictedBatch(
  data: Data,
  { model: name, over }: { readonly model: string; readonly over: { readonly dataset: string } },
): { readonly model: boolean; readonly dataset: boolean } {
  const model = data.models.find((one) => one.name === name);
  return {
    model: model !== undefined && modelHandling(data, model).classification === "restricted",
    dataset: datasetsNamed(data, [over.dataset]).some(({ classification }) => classification === "restricted"),
  };
}

/** Teams with a restricted run: they have a restricted namespace. */
export function restrictedTeams(data: Data): ReadonlySet<string> {
  return new Set(data.runs.filter((run) => isRestrictedRun(data, run)).map((run) => run.team));
}

/** Why data may not be in a country; undefined where it may. `onPrem` tells whether the place is the team's own site. */
export function obstacle(handling: Handling, country: string, onPrem: boolean): string | undefined {
  if (handling.classification === "restricted" && !onPrem)
    return `restricted data never leaves on-prem (${handling.chain})`;
  if (handling.residency && !handling.residency.has(country))
    return `residency does not allow ${country} (${handling.chain})`;
  return undefined;
}

function datasetsNamed(data: Data, names: readonly string[]): Dataset[] {
  return names.flatMap((name) => data.datasets.find((dataset) => dataset.name === name) ?? []);
}

/** The strictest classification and the narrowest residency of the parts; the chain names the part that sets them. */
function strictest(what: string, parts: readonly Handling[]): Handling {
  const rank = (part: Handling) => CLASSIFICATIONS.indexOf(part.classification);
  const worst = parts.reduce<Handling | undefined>(
    (most, part) => (most === undefined || rank(part) > rank(most) ? part : most),
    undefined,
  );
  const limited = parts.filter((part) => part.residency !== undefined);
  const residency = intersection(limited.flatMap((part) => part.residency ?? []));
  const via = worst?.classification === "restricted" || limited.length === 0 ? (worst ? [worst] : []) : limited;
  return {
    classification: worst?.classification ?? "public",
    ...(residency && { residency }),
    chain: via.length === 0 ? what : `${what} → ${via.map((part) => part.chain).join(" and ")}`,
  };
}

/** What all sets hold; undefined where there is no set. */
function intersection(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> | undefined {
  const [first, ...others] = sets;
  return first && new Set([...first].filter((code) => others.every((other) => other.has(code))));
}
