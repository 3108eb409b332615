import { setTimeout as sleep } from "node:timers/promises";
import { inferenceNamespace } from "../../../spec/names";
import { withCluster } from "../../clusters/cluster-access";
import { ApiError } from "../../clusters/kubernetes-api";
import { cutLink, restoreLink } from "../../link/link";
import { CLUSTERS } from "../../platform/asked-models";
import { freezeEmulatedAws, thawEmulatedAws } from "../../platform/emulated-aws";
import { LINK, ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import type { Drill, DrillContext, Seen } from "../drill";
import { secondsUntil } from "../wait-until";
import { answersRightly, example, isReady, podsOf, type ServedPod } from "./served-pods";
import { modelOf } from "./trained-model";

const BACK_WITHIN_SEC = 120;

/** A node is emptied while its model is asked. */
export const SERVING_DRAINED: Drill = {
  name: "serving-drained",
  group: "serve",
  needs: ["inference-on-prem", "trained model"],
  does: "drains the node of every replica of a model at once while requests come in, as a person does who is in a hurry",
  expects:
    "the budget lets one replica go at a time, its replacement answers before the next goes, and no request is lost",
  run: drained,
  restore: (context) => uncordon(context),
};

async function drained(context: DrillContext): Promise<Seen> {
  const { folder, signal } = context;
  const trained = modelOf(context);
  const { here, model } = trained;
  const wanted = await example(context, trained);
  const before = (await podsOf(context, here)).filter(isReady);
  const load = new AbortController();
  const asking = askAllTheWhile(
    () => answersRightly(context, { service: here.name, side: here.side, model }, wanted),
    load.signal,
  );
  // the node of the first is taken out of use; its replicas and those elsewhere are all told to go.
  const node = before[0]?.spec.nodeName ?? "";
  await withCluster(folder, CLUSTERS[here.side], (api) =>
    api.patch(`/api/v1/nodes/${node}`, { spec: { unschedulable: true } }),
  );
  const refused = { count: 0 };
  const waiting = new Map(before.map((pod) => [pod.metadata.uid, pod]));
  const gone = await secondsUntil(
    async () => {
      for (const [uid, pod] of waiting) {
        if (await evicted(context, pod, here.side)) waiting.delete(uid);
        else refused.count += 1;
      }
      return waiting.size === 0;
    },
    BACK_WITHIN_SEC,
    signal,
  );
  const back = await secondsUntil(
    async () => (await podsOf(context, here)).filter(isReady).length >= before.length,
    BACK_WITHIN_SEC,
    signal,
  );
  load.abort();
  const { asked, right } = await asking;
  return {
    asExpected: gone !== undefined && back !== undefined && refused.count > 0 && right === asked && asked > 0,
    what: `${before.length} replicas; the budget refused ${refused.count} evictions before the last was let go after ${gone?.toFixed(0) ?? "never"} s; all were ready again ${back?.toFixed(0) ?? "never"} s later; ${right} of ${asked} requests answered rightly`,
  };
}

async function evicted({ folder, platform }: DrillContext, pod: ServedPod, side: "onPrem" | "cloud"): Promise<boolean> {
  const { name } = pod.metadata;
  const namespace = inferenceNamespace(platform);
  return withCluster(folder, CLUSTERS[side], async (api) => {
    try {
      await api.create(`/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name, namespace },
      });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 429) return false;
      if (error instanceof ApiError && error.status === 404) return true;
      throw error;
    }
  });
}

async function uncordon(context: DrillContext): Promise<void> {
  const { here } = modelOf(context);
  await withCluster(context.folder, CLUSTERS[here.side], async (api) => {
    const { items } = await api.get<{
      readonly items: readonly {
        readonly metadata: { readonly name: string };
        readonly spec: { readonly unschedulable?: boolean };
      }[];
    }>("/api/v1/nodes");
    for (const { metadata, spec } of items)
      if (spec.unschedulable) await api.patch(`/api/v1/nodes/${metadata.name}`, { spec: { unschedulable: null } });
  });
}

/** Asks again and again until it is told to stop; how often, and how often rightly. */
async function askAllTheWhile(ask: () => Promise<boolean>, signal: AbortSignal) {
  let asked = 0;
  let right = 0;
  while (!signal.aborted) {
    const answer = await ask().catch(() => false);
    asked += 1;
    if (answer) right += 1;
    await sleep(200);
  }
  return { asked, right };
}

/** Replicas start while neither the link nor AWS is there. */
export const SERVING_APART: Drill = {
  name: "serving-apart",
  group: "serve",
  needs: ["inference-on-prem", "trained model"],
  does: "cuts the link, freezes AWS, and kills every on-prem replica of a model",
  expects: "new ones bring the model from the site's own store, and answer, though neither the link nor AWS is there",
  run: apart,
  restore: async ({ folder }) => {
    thawEmulatedAws(folder);
    await restoreLink(folder, LINK);
  },
};

async function apart(context: DrillContext): Promise<Seen> {
  const { folder, platform, signal } = context;
  const trained = modelOf(context);
  const { here, there, model } = trained;
  const local = here.side === "onPrem" ? here : there;
  const wanted = await example(context, trained);
  await cutLink(folder, LINK);
  freezeEmulatedAws(folder);
  const before = await podsOf(context, local);
  await withCluster(folder, ON_PREM_CLUSTER, async (api) => {
    for (const { metadata } of before)
      await api.delete(`/api/v1/namespaces/${inferenceNamespace(platform)}/pods/${metadata.name}`, {
        gracePeriodSeconds: 0,
      });
  });
  const old = new Set(before.map(({ metadata }) => metadata.uid));
  const back = await secondsUntil(
    async () => {
      const fresh = (await podsOf(context, local)).filter((pod) => isReady(pod) && !old.has(pod.metadata.uid));
      return fresh.length >= before.length;
    },
    BACK_WITHIN_SEC,
    signal,
  );
  const right = await answersRightly(context, { service: local.name, side: "onPrem", model }, wanted, 5);
  return {
    asExpected: back !== undefined && right,
    what: `${before.length} replicas were killed; ${back === undefined ? "not all came back" : `as many new ones were ready ${back.toFixed(0)} s later`}, and ${right ? "answered as the training did" : "did not answer rightly"}`,
  };
}
