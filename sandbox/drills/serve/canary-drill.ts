import { inferenceNamespace } from "../../../spec/names";
import { withCluster } from "../../clusters/cluster-access";
import { CLUSTERS } from "../../platform/asked-models";
import type { Drill, DrillContext, Seen } from "../drill";
import { answersRightly, example, servedBy } from "./served-pods";
import {
  addVersion,
  deploymentIn,
  deployServing,
  edited,
  type File,
  modelOf,
  restoreServing,
  type TrainedModel,
} from "./trained-model";
import { stateOf } from "./version-drills";

const NEW = "drill-next";
const PERCENT = 10;

/** A version on trial, promoted, and taken back. */
export const CANARY: Drill = {
  name: "canary",
  group: "serve",
  needs: ["inference-on-prem", "trained model"],
  does: `trains a version and gives it ${PERCENT} percent of the requests, then all of them, then goes back to the file as it was`,
  expects:
    "weights and versions at the API server are those of each step, each version answers through a Service of its own while both run, and nothing of the trial is left",
  run: canary,
  restore: (context) => restoreServing(context, [stateOf(modelOf(context).here.side)]),
};

interface Route {
  readonly spec: {
    readonly rules: readonly {
      readonly backendRefs: readonly { readonly name: string; readonly weight: number }[];
    }[];
  };
}

async function canary(context: DrillContext): Promise<Seen> {
  const model = modelOf(context);
  const { here, sha256, version } = model;
  const wanted = await example(context, model);
  const states = [stateOf(here.side)];
  const base = (file: File) => {
    addVersion(file, model.model, NEW, sha256);
    Object.assign(deploymentIn(file, here.name), { host: `${here.name}.drill.example`, tls: { secret: "drill" } });
  };
  const step = async (change: (file: File) => void) => {
    const { done } = await deployServing(context, { variant: context.variant(edited(change)), states });
    return { done, seen: await seenOf(context, model) };
  };
  const trial = await step((file) => {
    base(file);
    deploymentIn(file, here.name).canary = { version: NEW, percent: PERCENT };
  });
  const both = await Promise.all(
    ["stable", "canary"].map((track) =>
      answersRightly(context, { service: `${here.name}-${track}`, side: here.side, model: model.model }, wanted, 5),
    ),
  );
  const promoted = await step((file) => {
    base(file);
    deploymentIn(file, here.name).version = NEW;
  });
  const back = await deployServing(context, { states });
  const after = await seenOf(context, model);
  const expected = {
    trial: `${here.name}-stable ${100 - PERCENT}, ${here.name}-canary ${PERCENT}; stable ${version}, canary ${NEW}`,
    promoted: `${here.name} 100; stable ${NEW}`,
    after: `no route; stable ${version}`,
  };
  const done = trial.done && promoted.done && back.done;
  return {
    asExpected:
      done &&
      both.every((one) => one) &&
      trial.seen === expected.trial &&
      promoted.seen === expected.promoted &&
      after === expected.after,
    what: [
      done ? "each step deployed" : "a step did not deploy",
      `on trial: ${trial.seen}`,
      `${both.filter((one) => one).length} of 2 versions answered rightly`,
      `promoted: ${promoted.seen}`,
      `back: ${after}`,
    ].join("; "),
  };
}

/** Weights and versions of a deployment, as its API server has them. */
async function seenOf(context: DrillContext, { here }: TrainedModel): Promise<string> {
  const { folder, platform } = context;
  const namespace = inferenceNamespace(platform);
  const path = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes/${here.name}`;
  const route = await withCluster(folder, CLUSTERS[here.side], (api) => api.find<Route>(path));
  const weights = route?.spec.rules.flatMap(({ backendRefs }) =>
    backendRefs.map(({ name, weight }) => `${name} ${weight}`),
  );
  const tracks = await Promise.all(
    [here.name, `${here.name}-canary`].map(async (name) => {
      const { labels } = (await servedBy(context, here.side, name))?.metadata ?? {};
      return labels && `${labels["gpu.platform/track"]} ${labels["gpu.platform/version"]}`;
    }),
  );
  return `${weights?.join(", ") ?? "no route"}; ${tracks.filter((track) => track !== undefined).join(", ")}`;
}
