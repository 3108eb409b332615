import { inferenceNamespace } from "../../../spec/names";
import { withCluster } from "../../clusters/cluster-access";
import { CLUSTERS } from "../../platform/asked-models";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges } from "../terraform";
import { secondsUntil } from "../wait-until";
import { answersRightly, example, isReady, podsOf, servedBy } from "./served-pods";
import { deploymentIn, deployServing, edited, modelOf, restoreServing } from "./trained-model";
import { stateOf } from "./version-drills";

const READY_WITHIN_SEC = 180;
const TWIN = "drill-twin";

/** A deployment changes its side. */
export const SERVING_MOVED: Drill = {
  name: "serving-moved",
  group: "serve",
  needs: ["inference-on-prem", "inference-cloud", "trained model"],
  does: "moves a deployment to the other side by its keys side and pool, and back",
  expects: "one state ends it and the other begins it, with the copy that is there already; it answers where it is",
  run: moved,
  restore: restoreServing,
};

async function moved(context: DrillContext): Promise<Seen> {
  const trained = modelOf(context);
  const { here, there, model } = trained;
  const wanted = await example(context, trained);
  const variant = context.variant(
    edited((file) => Object.assign(deploymentIn(file, here.name), { side: there.side, pool: there.pool })),
  );
  const { done, seconds } = await deployServing(context, { variant });
  const place = { name: here.name, side: there.side };
  const ready = await secondsUntil(
    async () => (await podsOf(context, place)).some(isReady),
    READY_WITHIN_SEC,
    context.signal,
  );
  const right = await answersRightly(context, { service: here.name, side: there.side, model }, wanted, 5);
  const left = await servedBy(context, here.side, here.name);
  const back = await deployServing(context);
  const again = await answersRightly(context, { service: here.name, side: here.side, model }, wanted, 5);
  return {
    asExpected: done && ready !== undefined && right && left === undefined && back.done && again,
    what: [
      done ? `both states deployed in ${seconds.toFixed(0)} s` : "a state did not deploy",
      right ? `ready on the other side ${ready?.toFixed(0)} s later, and answered` : "it did not answer there",
      left === undefined ? "nothing of it was left where it was" : "it was still where it had been",
      again ? "moved back, it answered" : "moved back, it did not answer",
    ].join("; "),
  };
}

/** Two deployments of one model share a pool. */
export const SERVING_TWICE: Drill = {
  name: "serving-twice",
  group: "serve",
  needs: ["inference-on-prem", "trained model"],
  does: "adds a second deployment of a model to the pool of the first, and takes it away again",
  expects: "both answer by names of their own, and the pods of the first are never touched",
  run: twice,
  restore: (context) => restoreServing(context, [stateOf(modelOf(context).here.side)]),
};

async function twice(context: DrillContext): Promise<Seen> {
  const trained = modelOf(context);
  const { here, model } = trained;
  const wanted = await example(context, trained);
  const states = [stateOf(here.side)];
  const uids = async () =>
    (await podsOf(context, here))
      .map(({ metadata }) => metadata.uid)
      .sort()
      .join();
  const before = await uids();
  const variant = context.variant(
    edited((file) => file.deployments.push({ ...structuredClone(deploymentIn(file, here.name)), name: TWIN })),
  );
  const { done, seconds } = await deployServing(context, { variant, states });
  const right = await Promise.all(
    [here.name, TWIN].map((service) => answersRightly(context, { service, side: here.side, model }, wanted, 5)),
  );
  const beside = await uids();
  const removed = await deployServing(context, { states });
  const untouched = before === beside && before === (await uids());
  return {
    asExpected: done && removed.done && right.every((one) => one) && untouched,
    what: [
      done ? `the second was ready after ${seconds.toFixed(0)} s` : "it did not deploy",
      `${right.filter((one) => one).length} of 2 answered rightly`,
      untouched ? "no pod of the first was replaced" : "pods of the first were replaced",
    ].join("; "),
  };
}

/** A model goes to zero, and wakes. */
export const SERVING_ZERO: Drill = {
  name: "serving-zero",
  group: "serve",
  needs: ["inference-on-prem", "trained model"],
  does: "lets a deployment have no replica (min: 0), takes its last away and gives it one again; the drill scales it, in place of KEDA",
  expects: "Terraform has no opinion on the replicas, none is left, and the first one answers again after a cold start",
  run: zero,
  restore: (context) => restoreServing(context, [stateOf(modelOf(context).here.side)]),
};

async function zero(context: DrillContext): Promise<Seen> {
  const trained = modelOf(context);
  const { here, model } = trained;
  const wanted = await example(context, trained);
  const state = stateOf(here.side);
  const variant = context.variant(
    edited((file) => Object.assign(deploymentIn(file, here.name), { replicas: { min: 0, max: 2 } })),
  );
  const { done } = await deployServing(context, { variant, states: [state] });
  await scale(context, 0);
  const none = await secondsUntil(
    async () => (await podsOf(context, here)).length === 0,
    READY_WITHIN_SEC,
    context.signal,
  );
  const plan = await plannedChanges(context, state);
  await scale(context, 1);
  const place = { service: `${here.name}-pods`, side: here.side, model };
  const cold = await secondsUntil(() => answersRightly(context, place, wanted), READY_WITHIN_SEC, context.signal);
  return {
    asExpected: done && none !== undefined && plan.length === 0 && cold !== undefined,
    what: [
      done ? "deployed" : "it did not deploy",
      none === undefined ? "replicas were left" : `none was left after ${none.toFixed(0)} s`,
      `the plan then: ${plan.join(", ") || "empty"}`,
      cold === undefined ? "it did not wake" : `the first answer came ${cold.toFixed(0)} s after it was woken`,
    ].join("; "),
  };
}

async function scale(context: DrillContext, replicas: number): Promise<void> {
  const { folder, platform } = context;
  const { here } = modelOf(context);
  const path = `/apis/apps/v1/namespaces/${inferenceNamespace(platform)}/deployments/${here.name}`;
  await withCluster(folder, CLUSTERS[here.side], (api) => api.patch(path, { spec: { replicas } }));
}
