import type { Dataset } from "../spec/platform";
import { CLASSIFICATIONS } from "../spec/schema/work";
import { ofOpenings, ofProtections, type PlaceOf } from "./access-findings";
import type { FileChange } from "./file-changes";
import { firstZones } from "./first-zones";
import { leftStates } from "./left-states";
import { dependentCount } from "./losses";
import { ofMoney, ofUnpriced } from "./money-findings";
import { otherFiles } from "./plan/other-files";
import type { PlanFile } from "./plan/plan-file";
import { allowsMore, type PlatformText, pathOf, residencyWords } from "./platform-text";
import type { ChangeRow, Finding, Level, LossRow, Report } from "./report";
import { servedModels } from "./served-models";
import type { SynthesizedState } from "./synthesized-state";
import { ofWarnings, ofWork } from "./work-findings";

/** What findings are drawn from. */
export interface Evidence {
  readonly base?: PlatformText;
  readonly head: PlatformText;
  readonly plans: readonly PlanFile[];
  /** The newer file's states, by name. */
  readonly synthesized: ReadonlyMap<string, SynthesizedState>;
  /** The older file's states, by name. */
  readonly older: ReadonlyMap<string, SynthesizedState>;
  readonly fileChanges: readonly FileChange[];
  readonly report: Pick<
    Report,
    "money" | "unpriced" | "losses" | "openings" | "protections" | "states" | "changes" | "drift" | "residency" | "runs"
  >;
}

/** Everything that a reviewer should know, what needs a person most first. */
export function findings(evidence: Evidence): readonly Finding[] {
  const placeOf = placesOf(evidence.head, evidence.report.changes);
  const found = [
    ...ofData(evidence),
    ...ofMoney(evidence.base, evidence.head, evidence.report.money),
    ...ofUnpriced(evidence.head, evidence.report.unpriced),
    // in words what is served, before the objects that come and go with it.
    ...servedModels(evidence.base, evidence.head),
    ...ofLosses(evidence),
    ...ofOpenings(evidence.report.openings, placeOf),
    ...ofProtections(evidence.report.protections, placeOf, evidence.head, evidence.base),
    ...leftStates(evidence.base, evidence.head, evidence.older, evidence.synthesized),
    ...ofPlans(evidence),
    ...firstZones(evidence.base, evidence.head),
    ...ofWork(evidence.base, evidence.head),
    ...ofWarnings(evidence.base, evidence.head),
  ];
  const rank: Readonly<Record<Level, number>> = { danger: 0, look: 1, note: 2 };
  return [...found].sort((a, b) => rank[a.level] - rank[b.level]);
}

function ofData({ base, head, report }: Evidence): readonly Finding[] {
  if (!base) return [];
  const released = head.platform.models
    .filter(
      ({ name, formerly, released: now }) =>
        now && !base.platform.models.find((old) => old.name === name || old.name === formerly)?.released,
    )
    .map(({ name, released: now }): Finding => {
      const title = `model ${name} is released as ${now?.classification} by ${now?.by}`;
      const place = head.place([...pathOf(head, "models", name), "released"]);
      return { rule: "model-released", level: "danger", title, advice: "ask them", ...place };
    });
  const arrived = report.residency
    .filter(({ state, changed }) => changed && / here/.test(state.after) && !/ here/.test(state.before ?? ""))
    .map(({ kind, name, place, state }): Finding => {
      const title = `${kind} ${name} is at ${place} from now on: ${state.after}`;
      const path = pathOf(head, kind === "dataset" ? "datasets" : "models", name);
      return { rule: "data-at-new-place", level: "look", title, ...head.place(path) };
    });
  const moved = report.runs
    .filter(({ sideChanged }) => sideChanged)
    .map(({ run, place, because }): Finding => {
      const title = `run ${run} goes to ${place.after} and went to ${place.before}: ${because}`;
      return { rule: "run-moved", level: "look", title, ...head.place(pathOf(head, "runs", run)) };
    });
  const unprotected: Finding = {
    rule: "protection-lowered",
    level: "danger",
    title: "allowDestroy is true: nothing that holds data is protected from now on",
    ...head.place(["allowDestroy"]),
  };
  return [
    ...head.platform.datasets.flatMap((dataset) => ofDataset(dataset, base, head)),
    ...released,
    ...arrived,
    ...moved,
    ...(head.platform.allowDestroy && !base.platform.allowDestroy ? [unprotected] : []),
  ];
}

/** Limits of a dataset that are wider than before. */
function ofDataset(dataset: Dataset, base: PlatformText, head: PlatformText): readonly Finding[] {
  const { name, formerly, residency, classification, teams } = dataset;
  const old = base.platform.datasets.find((one) => one.name === name || one.name === formerly);
  if (!old) return [];
  const at = (key: string) => head.place([...pathOf(head, "datasets", name), key]);
  const rank = (one: Dataset) => CLASSIFICATIONS.indexOf(one.classification);
  const readers = teams.filter((team) => !old.teams.includes(team));
  const advice = "its owner must agree";
  const wider = `${residencyWords(old.residency)} → ${residencyWords(residency)}`;
  const found: readonly (readonly [boolean, Finding])[] = [
    [
      allowsMore(residency, old.residency),
      {
        rule: "residency-widened",
        level: "danger",
        title: `${name} may be in more countries: ${wider}`,
        advice,
        ...at("residency"),
      },
    ],
    [
      rank(dataset) < rank(old),
      {
        rule: "classification-lowered",
        level: "danger",
        title: `${name} is ${classification} and was ${old.classification}`,
        advice,
        ...at("classification"),
      },
    ],
    [
      readers.length > 0,
      { rule: "readers-widened", level: "look", title: `${readers.join(", ")} can read ${name}`, ...at("teams") },
    ],
  ];
  return found.flatMap(([holds, finding]) => (holds ? [finding] : []));
}

/** Objects without data that are named one by one; of more, a state's are told together. */
const FEW = 5;

function ofLosses({ head, report }: Evidence): readonly Finding[] {
  const placeOf = placesOf(head, report.changes);
  const gone = report.losses.filter(({ action }) => action !== "leaves the state, stays");
  const single = ({ stack, address, action, lost, data, why }: LossRow): Finding => ({
    rule: data ? "data-lost" : "replaced",
    level: data ? "danger" : "look",
    title: `${address} is ${action}: ${why}${data ? `; lost: ${lost}` : ""}`,
    ...(data && { advice: "copy what is needed before the apply, or keep the attribute" }),
    stack,
    address,
    ...placeOf(stack, address),
  });
  const plain = gone.filter(({ data }) => !data);
  const together = [...new Set(plain.map(({ stack }) => stack))].flatMap((stack): Finding[] => {
    const rows = plain.filter((row) => row.stack === stack);
    // what the most others depend on is what the others follow.
    const [first] = [...rows].sort((a, b) => dependentCount(b) - dependentCount(a));
    if (rows.length <= FEW || !first) return rows.map(single);
    const title = `${rows.length} objects of ${stack} are destroyed or replaced, ${first.address} first: ${first.why}`;
    return [
      { rule: "replaced", level: "look", title, stack, address: first.address, ...placeOf(stack, first.address) },
    ];
  });
  return [...gone.filter(({ data }) => data).map(single), ...together];
}

function ofPlans({ head, plans, synthesized, older, report }: Evidence): readonly Finding[] {
  const top = head.place([]);
  const placeOf = placesOf(head, report.changes);
  const acted = new Set(
    report.changes
      .filter(({ action }) => /create|update|replace/.test(action))
      .map(({ stack, address }) => `${stack} ${address}`),
  );
  const drift = report.drift.map(({ stack, address, action }): Finding => {
    const undone = acted.has(`${stack} ${address}`);
    const what = action === "destroy" ? "removed" : "changed";
    const title = `${address} was ${what} by somebody else${undone ? ": this apply undoes it" : ""}`;
    const place = placeOf(stack, address);
    return { rule: "drift", level: undone ? "look" : "note", title, stack, address, ...place };
  });
  const unplanned = report.states
    .filter(({ because, counts }) => because !== undefined && Object.keys(counts).length > 0)
    .map(({ stack, because }): Finding => {
      return {
        rule: "not-planned",
        level: "look",
        title: `${stack} changes and has no plan: ${because}`,
        stack,
        ...top,
      };
    });
  return [
    ...plans.flatMap((plan) => ofPlan(plan, synthesized.get(plan.stack)).map((found) => ({ ...found, ...top }))),
    ...plans.flatMap((plan) => madeAnew(plan, synthesized, older).map((found) => ({ ...found, ...top }))),
    ...drift,
    ...unplanned,
  ];
}

/** A plan that makes all of a state that the older file has, too: nobody has deployed it, or Terraform no longer knows of it. */
function madeAnew(
  { stack, changes }: PlanFile,
  synthesized: Evidence["synthesized"],
  older: Evidence["older"],
): readonly Omit<Finding, "line" | "column">[] {
  const made = changes.filter(({ managed, action }) => managed && action === "create");
  const all = synthesized.get(stack)?.resources.size ?? 0;
  if (all === 0 || made.length < all || (older.get(stack)?.resources.size ?? 0) === 0) return [];
  const title = `all ${all} objects of ${stack} are made anew, and the older file has that state, too: it was never deployed, or Terraform has lost its state`;
  const advice = "where it was deployed, bring its state back first: docs/runbooks/state-bucket.md";
  return [{ rule: "state-made-anew", level: "look", title, advice, stack }];
}

const CHECK_WORDS: Readonly<Record<string, string>> = {
  fail: "fails",
  error: "ends with an error",
  unknown: "cannot be decided before the apply",
};

/** What a plan says of itself. */
function ofPlan(plan: PlanFile, known: SynthesizedState | undefined): readonly Omit<Finding, "line" | "column">[] {
  const { stack, errored, complete, checks, changes, deferred } = plan;
  const foreign = known === undefined ? [] : otherFiles(plan, known);
  const said: readonly (readonly [boolean, string, Level, string])[] = [
    [errored, "plan-errored", "danger", `the plan of ${stack} ended with an error: plan again`],
    [!complete, "plan-incomplete", "look", `the plan of ${stack} is not complete: more follows in a later plan`],
    [deferred.length > 0, "plan-deferred", "look", `${deferred.length} objects of ${stack} cannot be planned yet`],
    [
      foreign.length > 0,
      "plan-of-other-files",
      "danger",
      `the plan of ${stack} was made of other files: ${foreign.join("; ")}. Synthesize, then plan again`,
    ],
    ...checks.map(({ address, status, messages }) => {
      const title = [`${address} ${CHECK_WORDS[status] ?? status}`, ...messages].join(": ");
      // what the apply alone can tell needs nobody before it.
      return [true, "check-fails", status === "unknown" ? "note" : "look", title] as const;
    }),
    ...changes.map(({ action, address, actionWords }) => {
      const title = `${address}: this program does not know the action ${actionWords}`;
      return [action === "other", "not-understood", "look", title] as const;
    }),
  ];
  return said.flatMap(([holds, rule, level, title]) => (holds ? [{ rule, level, title, stack }] : []));
}

function placesOf(head: PlatformText, changes: readonly ChangeRow[]): PlaceOf {
  const top = head.place([]);
  const lines = new Map(
    changes.flatMap(({ stack, address, from }): [string, number][] =>
      from?.startsWith(`${head.file}:`) ? [[`${stack} ${address}`, Number(from.split(":").at(-1))]] : [],
    ),
  );
  return (stack, address) => {
    const line = lines.get(`${stack} ${address}`);
    return line === undefined ? top : { line, column: 1 };
  };
}
