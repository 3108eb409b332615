import type { StackName } from "../spec/names";
import { gpuRows, moneyRows, unpricedRows } from "./capacity";
import { carryNames } from "./carried-names";
import { driftOf } from "./drift";
import { fileChanges, whereOf } from "./file-changes";
import { findings } from "./findings";
import { losses } from "./losses";
import { openings } from "./openings";
import { runRows } from "./placements";
import type { PlanFile } from "./plan/plan-file";
import { Secrets } from "./plan/secrets";
import type { PlatformText } from "./platform-text";
import { protections } from "./protections";
import type { ChangeRow, Report, StateRow } from "./report";
import { residencyRows } from "./residency";
import { fileDifferences, plannedChanges, type ResourceChange } from "./resource-changes";
import type { SynthesizedState } from "./synthesized-state";
import { traced } from "./trace";

/** What a report is made of. */
export interface ReportInput {
  readonly head: PlatformText;
  /** States of the file, in deploy order. */
  readonly headStates: readonly SynthesizedState[];
  /**
   * The file that it is compared with.
   *
   * @default - nothing: the report tells the platform as it is
   */
  readonly base?: PlatformText & { readonly called: string };
  readonly baseStates: readonly SynthesizedState[];
  readonly plans: readonly PlanFile[];
}

/** Why a state is not planned where no plan of it is given. */
const NEEDS: Readonly<Partial<Record<StackName, string>>> = {
  "cloud-platform": "planning it needs the EKS API, so cloud-burst must be deployed and the runner must reach it",
  "inference-cloud": "planning it needs the EKS API, so cloud-platform must be deployed and the runner must reach it",
  "burst-link": "planning it needs the APIs of both clusters",
  "on-prem": "planning it needs the on-prem API",
  "inference-on-prem": "planning it needs the on-prem API",
};

/** Reads everything against everything and says what came of it. */
export function buildReport({ head, headStates, base: older, baseStates, plans }: ReportInput): Report {
  const base = older && carryNames(older, head);
  const secrets = new Secrets(plans);
  const changed = base ? fileChanges(base, head) : [];
  const names = [...headStates, ...baseStates.filter(({ stack }) => !headStates.some((one) => one.stack === stack))];
  // nothing is done to a state that the newer file has not, unless a plan says so.
  const acted = names.filter(({ stack }) => stateOf(headStates, stack) || plans.some((plan) => plan.stack === stack));
  const changes = acted.flatMap(({ stack }) => changesOf(stack, { headStates, baseStates, base, plans }, secrets));
  const drift = plans.flatMap((plan) =>
    driftOf(plan, secrets, [stateOf(headStates, plan.stack), stateOf(baseStates, plan.stack)]),
  );
  const row = rowMaker(head, changed);
  const money = moneyRows(base?.platform, head.platform);
  const all = joined(headStates, baseStates);
  const parts = {
    gpus: gpuRows(base?.platform, head.platform),
    money: money.rows,
    moneyLines: money.lines,
    moneyNotes: money.notes,
    unpriced: unpricedRows(base?.platform, head.platform),
    runs: runRows(base?.platform, head.platform),
    residency: residencyRows(base?.platform, head.platform),
    losses: losses(changes, all, base?.platform ?? head.platform),
    openings: openings(changes, secrets, all),
    protections: protections(changes, baseStates, headStates, secrets),
    states: names.map((state) => stateRow(state, changes, plans, base !== undefined)),
    changes: changes.map(row),
    drift: drift.map(row),
  };
  const byName = (states: readonly SynthesizedState[]) => new Map(states.map((state) => [state.stack, state]));
  const found = findings({
    head,
    ...(base && { base }),
    plans,
    synthesized: byName(headStates),
    older: byName(baseStates),
    fileChanges: changed,
    report: parts,
  });
  const unchanged =
    base !== undefined &&
    changed.length === 0 &&
    changes.length === 0 &&
    drift.length === 0 &&
    found.every(({ level }) => level === "note");
  const worst = found[0]?.level;
  return {
    version: 1,
    platform: head.platform.name,
    file: head.file,
    ...(base && { base: base.called }),
    unchanged,
    verdict: unchanged ? "unchanged" : worst === "danger" ? "dangerous" : worst === "look" ? "needs a look" : "safe",
    findings: found,
    fileChanges: changed,
    ...parts,
    hidden: secrets.hidden,
  };
}

/** States with what either file gives: what goes has dependents, and what stays, too. */
function joined(head: readonly SynthesizedState[], base: readonly SynthesizedState[]): readonly SynthesizedState[] {
  const old = base.filter(({ stack }) => stateOf(head, stack) === undefined);
  return [...head, ...old].map((state) => {
    const before = stateOf(base, state.stack);
    if (!before) return state;
    return {
      ...state,
      resources: new Map([...before.resources, ...state.resources]),
      lookups: new Map([...before.lookups, ...state.lookups]),
    };
  });
}

function stateOf(states: readonly SynthesizedState[], stack: string): SynthesizedState | undefined {
  return states.find((state) => state.stack === stack);
}

function changesOf(
  stack: string,
  { headStates, baseStates, base, plans }: Pick<ReportInput, "headStates" | "baseStates" | "base" | "plans">,
  secrets: Secrets,
): readonly ResourceChange[] {
  const [before, after] = [stateOf(baseStates, stack), stateOf(headStates, stack)];
  const plan = plans.find((one) => one.stack === stack);
  if (plan) return plannedChanges(plan, secrets, [after, before]);
  return base ? fileDifferences(stack, before, after, secrets) : [];
}

function stateRow(
  { stack, after }: SynthesizedState,
  changes: readonly ResourceChange[],
  plans: readonly PlanFile[],
  compared: boolean,
): StateRow {
  const counts: Record<string, number> = {};
  for (const change of changes) if (change.stack === stack) counts[wordOf(change)] = (counts[wordOf(change)] ?? 0) + 1;
  const planned = plans.some((plan) => plan.stack === stack);
  return {
    stack,
    after,
    source: planned ? "plan" : compared ? "files" : "none",
    counts,
    ...(!planned && { because: NEEDS[stack as StackName] ?? "no plan was given" }),
  };
}

/** A change's action; moves and imports of what stays as it is are said so. */
function wordOf({ action, previousAddress, importId }: ResourceChange): string {
  if (importId !== undefined) return action === "no-op" ? "import" : `import, ${action}`;
  if (previousAddress !== undefined) return action === "no-op" ? "move" : `move, ${action}`;
  return action;
}

function rowMaker(head: PlatformText, changed: Report["fileChanges"]): (change: ResourceChange) => ChangeRow {
  return (change) => {
    const { stack, address, type, source, construct, forcing, previousAddress, importId, attributes } = change;
    const from = traced(construct, head, changed);
    return {
      stack,
      address,
      type,
      action: wordOf(change),
      source,
      ...(construct !== undefined && { construct }),
      ...(from && { from: whereOf(from) }),
      forcedBy: forcing,
      ...(previousAddress !== undefined && { previousAddress }),
      ...(importId !== undefined && { importId }),
      attributes,
    };
  };
}
