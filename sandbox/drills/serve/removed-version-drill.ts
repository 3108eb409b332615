import { LABELS, systemNamespace } from "../../../spec/names";
import { withCluster } from "../../clusters/cluster-access";
import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import { knownStores } from "../../site/known-stores";
import { SUMS } from "../../site/stand-in-version";
import type { Drill, DrillContext, Seen } from "../drill";
import { secondsUntil } from "../wait-until";
import { addVersion, deploymentIn, deployServing, edited, modelOf, restoreServing } from "./trained-model";

/** Sorts after what it follows, by name. */
const NEXT = "drill-next";
const COPIED_WITHIN_SEC = 120;

/** A version is removed that something still needs. */
export const VERSION_REMOVED: Drill = {
  name: "version-removed",
  group: "serve",
  needs: ["inference-on-prem", "inference-cloud", "trained model"],
  does: "removes a version that a deployment names; then has the other side serve the next version, and looks for the copy to which one would go back",
  expects:
    "the file is refused, with the deployment's name; the copy of the version before stays where the new one is served",
  run: removed,
  restore: restoreServing,
};

async function removed(context: DrillContext): Promise<Seen> {
  const { folder, platform, signal } = context;
  const { model, version, sha256, there } = modelOf(context);
  const refusal = refused(context, model, version);
  const variant = context.variant(
    edited((file) => {
      addVersion(file, model, `${version}${NEXT}`, sha256);
      deploymentIn(file, there.name).version = `${version}${NEXT}`;
    }),
  );
  const { done } = await deployServing(context, { variant });
  const stores = knownStores(folder, platform);
  const has = async (one: string) => (await stores?.list(there.side, { model, version: one }))?.includes(SUMS) === true;
  const copied = await secondsUntil(() => has(`${version}${NEXT}`), COPIED_WITHIN_SEC, signal);
  const tidied = await secondsUntil(() => noneRuns(context), COPIED_WITHIN_SEC, signal);
  const stays = await has(version);
  return {
    asExpected: refusal !== undefined && done && copied !== undefined && tidied !== undefined && stays,
    what: [
      refusal === undefined ? "the file was taken" : `refused: "${refusal}"`,
      copied === undefined ? "the next version did not come" : `the next version was copied`,
      stays ? `the copy of ${version} stayed` : `the copy of ${version} was removed`,
    ].join("; "),
  };
}

function refused(context: DrillContext, model: string, version: string): string | undefined {
  try {
    context.variant(
      edited((file) => {
        const described = file.models.find((one: { readonly name: string }) => one.name === model);
        // another in its place: a model has one at least.
        for (const one of described.versions) if (one.version === version) one.version = NEXT;
      }),
    );
    return undefined;
  } catch (error) {
    return (error as Error).message.split("\n").find((line) => line.includes(version));
  }
}

/** True where no job of the copies is at work. */
async function noneRuns({ folder, platform }: DrillContext): Promise<boolean> {
  const path = `/apis/batch/v1/namespaces/${systemNamespace(platform)}/jobs`;
  const { items } = await withCluster(folder, ON_PREM_CLUSTER, (api) =>
    api.get<{
      readonly items: readonly {
        readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
        readonly status?: { readonly active?: number };
      }[];
    }>(path),
  );
  return items
    .filter(({ metadata }) => metadata.name.startsWith("tidy-") || metadata.labels?.[LABELS.model] !== undefined)
    .every(({ status }) => (status?.active ?? 0) === 0);
}
