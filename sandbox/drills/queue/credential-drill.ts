import { request } from "node:https";
import { systemNamespace } from "../../../spec/names";
import { withCluster } from "../../clusters/cluster-access";
import { cutLink, restoreLink } from "../../link/link";
import { briefRun } from "../../platform/brief-run";
import { burstToken, writeBurstCredential, writeBurstToken } from "../../platform/burst-credential";
import { CLOUD_CLUSTER, LINK } from "../../platform/simulated-clusters";
import { readStatus } from "../../status";
import type { Drill, DrillContext, Seen } from "../drill";
import { secondsUntil } from "../wait-until";
import { hasCopy } from "./copies";
import { isFinished, removeRuns, submit, workloadOf } from "./drill-runs";
import { linkActive } from "./kueue-control";
import { renewCredential } from "./renewal";

/** A token that is bound to it ends with it: an API server gives none for less than 10 min. */
const BOUND_TO = "drill-token";
const NOTICED_SEC = 120;
const WAITS_SEC = 15;

/** The credential of the burst ends, and is renewed. */
export const CREDENTIAL_ENDS: Drill = {
  name: "credential-ends",
  group: "queue",
  needs: ["on-prem", "cloud-platform", "burst-link", "burst run"],
  does: "gives Kueue a token that the cloud's API server then refuses, as one that has expired, breaks the connection, submits a run, and runs the script of the job that renews the credential",
  expects:
    "the run waits on-prem, and nothing of it is in the cloud; with the new credential it is sent by itself, and finishes",
  run: credentialEnds,
  restore: async (context) => {
    await restoreLink(context.folder, LINK);
    await writeBurstCredential(context.folder, context.platform);
    await deleteBound(context);
    await removeRuns(context);
    await secondsUntil(() => linkActive(context), NOTICED_SEC, new AbortController().signal);
  },
};

async function credentialEnds(context: DrillContext): Promise<Seen> {
  const { folder, signal, burstRun, say } = context;
  const token = await useBoundToken(context);
  // what is connected goes on, whatever becomes of the token.
  await cutLink(folder, LINK);
  await deleteBound(context);
  const ends = await secondsUntil(async () => !(await holdsStill(folder, token)), NOTICED_SEC, signal);
  const cut = await secondsUntil(async () => !(await linkActive(context)), NOTICED_SEC, signal);
  if (ends === undefined || cut === undefined)
    return {
      asExpected: false,
      what: `the token ${ends === undefined ? "did not end" : "ended, and Kueue did not notice"}`,
    };
  await restoreLink(folder, LINK);
  const run = await submit(context, briefRun(burstRun, { runForSec: 5 }));
  say("  the token is refused; a run is submitted");
  const sent = await secondsUntil(() => hasCopy(context, run), WAITS_SEC, signal);
  const lost = !(await linkActive(context));
  const quota = (await workloadOf(context, run))?.status?.conditions?.find(({ type }) => type === "QuotaReserved");
  const { schedule, code, output } = await renewCredential(context);
  say(`  ${output}`);
  const arrived = await secondsUntil(() => hasCopy(context, run), NOTICED_SEC, signal);
  const finished = await secondsUntil(() => isFinished(context, run), 2 * NOTICED_SEC, signal);
  return {
    asExpected:
      sent === undefined &&
      lost &&
      quota !== undefined &&
      code === 0 &&
      arrived !== undefined &&
      finished !== undefined,
    what: [
      lost ? "on-prem has lost the cloud" : "on-prem did not notice",
      sent === undefined ? `the run waited for ${WAITS_SEC} s (${quota?.message})` : "the run was sent all the same",
      code === 0
        ? `renewed by the script of the job that runs at ${schedule}`
        : `the renewal ended with ${code}: ${output}`,
      arrived === undefined ? "the run was never sent" : `the run was sent ${arrived.toFixed(0)} s later`,
      finished === undefined ? "and did not finish" : "and finished",
    ].join("; "),
  };
}

/** Has Kueue log in with a token that ends with an object; gives the token. */
async function useBoundToken({ folder, platform }: DrillContext): Promise<string> {
  const secrets = `/api/v1/namespaces/${systemNamespace(platform)}/secrets`;
  const { metadata } = await withCluster(folder, CLOUD_CLUSTER, async (api) => {
    await api.delete(`${secrets}/${BOUND_TO}`);
    return api.create<{ readonly metadata: { readonly uid: string } }>(secrets, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: BOUND_TO },
    });
  });
  const boundObjectRef = { apiVersion: "v1", kind: "Secret", name: BOUND_TO, uid: metadata.uid };
  const token = await burstToken(folder, platform, { expirationSeconds: 3600, boundObjectRef });
  await writeBurstToken(folder, platform, token);
  return token;
}

/** True while the cloud's API server knows a token; it remembers for seconds that it did. */
function holdsStill(folder: string, token: string): Promise<boolean> {
  const { server = "", certificateAuthority: ca } = readStatus(folder)?.clusters[CLOUD_CLUSTER] ?? {};
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` };
    const asked = request(`${server}/apis`, { ca, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode !== 401);
    });
    asked.on("error", reject).end();
  });
}

function deleteBound({ folder, platform }: DrillContext): Promise<void> {
  return withCluster(folder, CLOUD_CLUSTER, (api) =>
    api.delete(`/api/v1/namespaces/${systemNamespace(platform)}/secrets/${BOUND_TO}`),
  );
}
