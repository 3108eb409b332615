import { setTimeout as sleep } from "node:timers/promises";
import { LABELS, type StackName, systemNamespace } from "../../../spec/names";
import type { Side } from "../../../spec/platform";
import { withCluster } from "../../clusters/cluster-access";
import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import type { Drill, DrillContext, Seen } from "../drill";
import { secondsUntil } from "../wait-until";
import { answersRightly, example, fetchFailure, isReady, podsOf } from "./served-pods";
import { addVersion, deploymentIn, deployServing, edited, modelOf, restoreServing } from "./trained-model";

/** Sorted after all others: the copy of the version that is served stays. */
const MISSING = "drill-missing";
const DAMAGED = "drill-damaged";
const SEEN_WITHIN_SEC = 120;
/** How long the old version is asked beside the new one that does not come. */
const WATCHED_MS = 5000;

/** A version whose files are nowhere. */
export const VERSION_MISSING: Drill = {
  name: "version-missing",
  group: "serve",
  needs: ["inference-on-prem", "inference-cloud", "trained model"],
  does: "has the deployment on the other side name a version that nobody has put into any store",
  expects:
    "its rollout stops at the first replica, whose step fetch names the file; so does the copy; the old version answers all the while",
  run: (context) =>
    neverReady(context, {
      version: MISSING,
      sha256: "0".repeat(64),
      train: false,
      copy: /no SHA256SUMS in/,
    }),
  restore: restoreServing,
};

/** A version whose files are not those that were pinned. */
export const VERSION_DAMAGED: Drill = {
  name: "version-damaged",
  group: "serve",
  needs: ["inference-on-prem", "inference-cloud", "trained model"],
  does: "trains a version, pins another sum than that of its files, and has the deployment on the other side name it",
  expects:
    "the copy tells both sums and sends nothing, so the rollout stops at the first replica; the old version answers all the while",
  run: (context) =>
    neverReady(context, {
      version: DAMAGED,
      sha256: "f".repeat(64),
      train: true,
      copy: /SHA256SUMS in \S+ has sha256 [0-9a-f]{64}, and the platform file says f{64}/,
    }),
  restore: restoreServing,
};

interface Bad {
  readonly version: string;
  readonly sha256: string;
  readonly train: boolean;
  /** What the copy job says. */
  readonly copy: RegExp;
}

/** On the side where Terraform waits for no rollout, as it waits for no copy. */
async function neverReady(context: DrillContext, { version, sha256, train, copy }: Bad): Promise<Seen> {
  const { model, there } = modelOf(context);
  const wanted = await example(context, modelOf(context));
  const variant = context.variant(
    edited((file) => {
      addVersion(file, model, version, sha256);
      deploymentIn(file, there.name).version = version;
    }),
  );
  const { done } = await deployServing(context, { variant, train });
  let fetch: string | undefined;
  let copied: string | undefined;
  const after = await secondsUntil(
    async () => {
      fetch ??= (await podsOf(context, there)).map(fetchFailure).find((words) => words?.includes("SHA256SUMS"));
      copied ??= (await copyFailures(context, model)).find((words) => copy.test(words));
      return fetch !== undefined && copied !== undefined;
    },
    SEEN_WITHIN_SEC,
    context.signal,
  );
  let asked = 0;
  let right = 0;
  for (const end = Date.now() + WATCHED_MS; Date.now() < end; asked += 1) {
    if (await answersRightly(context, { service: there.name, side: there.side, model }, wanted)) right += 1;
    await sleep(200);
  }
  const ready = (await podsOf(context, there)).filter(isReady);
  const old = ready.filter(({ metadata }) => metadata.labels[LABELS.version] !== version);
  return {
    asExpected: done && after !== undefined && right === asked && old.length === ready.length && ready.length > 0,
    what: [
      done ? "deployed" : "it did not deploy",
      `a replica: "${lineWith(fetch, "SHA256SUMS")}"`,
      `the copy: "${lineWith(copied, "SHA256SUMS")}"`,
      `${ready.length} replicas ready, ${old.length} of them of the old version`,
      `${right} of ${asked} requests answered rightly`,
    ].join("; "),
  };
}

interface CopyPod {
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly state?: { readonly terminated?: { readonly message?: string } };
    }[];
  };
}

/** Last words of the copies of a model that failed. */
async function copyFailures({ folder, platform }: DrillContext, model: string): Promise<readonly string[]> {
  const selector = encodeURIComponent(`${LABELS.model}=${model}`);
  const path = `/api/v1/namespaces/${systemNamespace(platform)}/pods?labelSelector=${selector}`;
  const { items } = await withCluster(folder, ON_PREM_CLUSTER, (api) =>
    api.get<{ readonly items: readonly CopyPod[] }>(path),
  );
  return items.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated?.message ?? []),
  );
}

/** State that holds the served models of a side. */
export function stateOf(side: Side): StackName {
  return side === "onPrem" ? "inference-on-prem" : "inference-cloud";
}

function lineWith(text = "nothing was said", word = ""): string {
  const lines = text.split("\n");
  return lines.find((line) => line.includes(word)) ?? lines.at(-1) ?? "";
}
