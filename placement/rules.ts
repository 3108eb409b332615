import type { Platform, Run } from "../spec/platform";
import { resolve, Unresolvable } from "../spec/resolve";
import type { Facts, Finding, Rule } from "../spec/rule";
import { cutNeeds } from "./cut-needs";
import { placeBatch } from "./place-batch";
import { placeRun } from "./place-run";
import type { Place, Reason } from "./placement";
import { rolloutOf } from "./rollout";

/** Rules that need a decision: they join the ones of the file itself. */
export const PLACEMENT_RULES: readonly Rule[] = [
  {
    id: "needs-cut",
    severity: "warning",
    needs: ["name", "state", "onPrem", "cloud", "teams", "datasets", "runs", "models", "deployments"],
    check: (facts) => {
      const platform = resolved(facts);
      if (!platform) return [];
      return placedRuns(platform, facts).flatMap(({ run, place, index }) =>
        cutNeeds(platform, run, place).map(({ need, given, words }) => ({
          path: ["runs", index, "needs", need],
          found: words,
          fix: `ask for ${given} or less, or add a pool of larger nodes`,
        })),
      );
    },
  },
  {
    // its other half, of datasets and deployments, needs no decision.
    id: "object-store-missing",
    severity: "error",
    needs: ["name", "state", "onPrem", "cloud", "teams", "datasets", "runs", "models", "deployments"],
    check: (facts) => {
      const platform = resolved(facts);
      if (!platform?.onPrem || platform.onPrem.objectStore) return [];
      return placedRuns(platform, facts)
        .filter(({ place }) => place.side === "onPrem")
        .map(({ run, index }) => ({
          path: ["runs", index, "name"],
          found: `${JSON.stringify(run.name)} runs on-prem, and onPrem has no objectStore for its checkpoints`,
          fix: "add objectStore: { external } or { provision }",
        }));
    },
  },
  {
    id: "run-without-place",
    severity: "error",
    needs: ["name", "state", "onPrem", "cloud", "teams", "datasets", "runs", "models", "deployments"],
    check: (facts) => {
      const platform = resolved(facts);
      if (!platform) return [];
      return facts.file.runs.flatMap((run, index) => {
        const placed = platform.runs.find((candidate) => candidate.name === run.name);
        const known = platform.teams.some((team) => team.name === run.team);
        // a run of an unknown team, or of a side that is not there, has a problem of its own.
        if (!placed || !known || (run.side !== "auto" && !platform[run.side])) return [];
        const { place, reasons } = placeRun(platform, placed);
        return place ? [] : [finding(index, placed, reasons)];
      });
    },
  },
  {
    id: "batch-without-place",
    severity: "error",
    needs: ["name", "state", "onPrem", "cloud", "teams", "datasets", "runs", "models", "deployments"],
    check: (facts) => {
      const platform = resolved(facts);
      return (platform?.batches ?? []).flatMap((batch): Finding[] => {
        const known =
          platform?.teams.some(({ name }) => name === batch.team) &&
          platform.models.some(({ name }) => name === batch.model) &&
          platform.datasets.some(({ name }) => name === batch.over.dataset);
        // what is not in the file, and a side that is not there, has a problem of its own.
        if (!platform || !known || (batch.side !== undefined && !platform[batch.side])) return [];
        const { place, reasons } = placeBatch(platform, batch);
        if (place) return [];
        const why = reasons.map(({ side, because }) => `${side}: ${because}`).join(". ");
        return [
          {
            path: ["deployments", facts.file.deployments.findIndex(({ name }) => name === batch.name), "schedule"],
            found: `${JSON.stringify(batch.schedule)} has no place to run. ${why}`,
            fix: "keep the dataset where a pool holds the model, or give its team quota there",
          },
        ];
      });
    },
  },
  {
    id: "rollout-gap",
    severity: "warning",
    needs: ["name", "state", "onPrem", "cloud", "teams", "datasets", "runs", "models", "deployments"],
    check: (facts) => {
      const platform = resolved(facts);
      return (platform?.deployments ?? []).flatMap((deployment): Finding[] => {
        const { name, side, pool, replicas, unitsPerReplica } = deployment;
        const known = platform?.[side]?.pools.some((one) => one.name === pool);
        if (!platform || !known || replicas.min === 0 || rolloutOf(platform, deployment).surge) return [];
        const room = unitsPerReplica > 0 ? `unit${unitsPerReplica === 1 ? "" : "s"}` : "vCPUs and memory";
        return [
          {
            path: ["deployments", facts.file.deployments.findIndex((one) => one.name === name), "replicas", "max"],
            found: `${replicas.max} leaves no ${room} of ${pool} for a new replica: while a version is replaced, ${replicas.min - 1} of ${replicas.min} answer`,
            fix: "raise max by one, or leave room in the pool",
          },
        ];
      });
    },
  },
];

function finding(index: number, { name, side }: Run, reasons: readonly Reason[]): Finding {
  if (side === "auto") {
    const why = reasons.map((reason) => `${reason.side}: ${reason.because}`).join(". ");
    return {
      path: ["runs", index, "name"],
      found: `${JSON.stringify(name)} can run on no side. ${why}`,
      fix: reasons.every(({ step }) => step === "residency")
        ? "add a side where its data may be, or widen the residency where its owner agrees"
        : "ask for less, give its team more quota, add a pool that fits, or move its data",
    };
  }
  const own = reasons.filter((reason) => reason.side === side);
  const why = own.map(({ because }) => because);
  return {
    path: ["runs", index, "side"],
    found: `${side} cannot take ${JSON.stringify(name)}. ${why.join(". ")}`,
    fix: own.some(({ step }) => step === "residency")
      ? "write side: auto: its data may not be there"
      : "write side: auto, ask for less, give its team more quota, or add a pool that fits",
  };
}

/** The platform, where everything it names exists; other rules have said what does not. */
/** Runs that have a place, with their index in the file. */
function placedRuns(platform: Platform, { file }: Facts): readonly { run: Run; place: Place; index: number }[] {
  return file.runs.flatMap(({ name }, index) => {
    const run = platform.runs.find((one) => one.name === name);
    const place = run && placeRun(platform, run).place;
    return place ? [{ run, place, index }] : [];
  });
}

function resolved({ file, catalog, readFile }: Facts): Platform | undefined {
  try {
    return resolve(file, { catalog, folder: "", readFile });
  } catch (error) {
    if (error instanceof Unresolvable) return undefined;
    throw error;
  }
}
