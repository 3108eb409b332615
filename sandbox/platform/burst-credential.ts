import { stringify } from "yaml";
import { BURST_SERVICE_ACCOUNT, burstKubeconfigSecretName, KUEUE_NAMESPACE, systemNamespace } from "../../spec/names";
import type { Platform } from "../../spec/platform";
import { withCluster } from "../clusters/cluster-access";
import { addStandIns, readStatus } from "../status";
import { CLOUD_CLUSTER, LINK, ON_PREM_CLUSTER } from "./simulated-clusters";

/** As long as a sandbox is likely to live. */
const LIFE_SEC = 30 * 24 * 3600;

/** Where the job that renews the credential says until when it holds. */
const VALID_UNTIL = "gpu.platform/valid-until";

const STAND_IN =
  "The kubeconfig with which on-prem's Kueue reaches the cloud's cluster is written by the sandbox, in no state: the job that renews it is simulated.";

/**
 * Writes the Secret with which on-prem's Kueue logs in to the cloud's cluster, through the link: a token of the service account that the state
 * `burst-link` made, so that Kueue may do there what the state allows and no more.
 */
export async function writeBurstCredential(folder: string, platform: Platform): Promise<void> {
  const status = readStatus(folder);
  if (!status?.clusters[CLOUD_CLUSTER] || !status.links[LINK]) return;
  await writeBurstToken(folder, platform, await burstToken(folder, platform, { expirationSeconds: LIFE_SEC }));
  addStandIns(folder, [STAND_IN]);
}

/** A token of the service account that sends runs to the cloud's cluster. */
export function burstToken(folder: string, platform: Platform, spec: object): Promise<string> {
  const account = `/api/v1/namespaces/${systemNamespace(platform)}/serviceaccounts/${BURST_SERVICE_ACCOUNT}`;
  return withCluster(folder, CLOUD_CLUSTER, async (api) => {
    const { status } = await api.create<{ readonly status: { readonly token: string } }>(`${account}/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec,
    });
    return status.token;
  });
}

/** Address at which on-prem reaches the API server of the cloud's cluster. */
export function burstAddress(folder: string): string {
  return `https://127.0.0.1:${readStatus(folder)?.links[LINK]?.listenPort}`;
}

/** Has on-prem's Kueue log in to the cloud's cluster with a token. */
export async function writeBurstToken(folder: string, platform: Platform, token: string): Promise<void> {
  const { certificateAuthority = "" } = readStatus(folder)?.clusters[CLOUD_CLUSTER] ?? {};
  const cluster = {
    server: burstAddress(folder),
    "certificate-authority-data": Buffer.from(certificateAuthority).toString("base64"),
  };
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "cloud", cluster }],
    users: [{ name: "cloud", user: { token } }],
    contexts: [{ name: "cloud", context: { cluster: "cloud", user: "cloud" } }],
    "current-context": "cloud",
  };
  const name = burstKubeconfigSecretName(platform);
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name },
    data: { kubeconfig: Buffer.from(stringify(kubeconfig, { lineWidth: 0 })).toString("base64") },
  };
  const secrets = `/api/v1/namespaces/${KUEUE_NAMESPACE}/secrets`;
  await withCluster(folder, ON_PREM_CLUSTER, async (api) => {
    if (await api.createOnce(secrets, secret)) return;
    // when another's token would have ended says nothing of this one.
    const annotations = { [VALID_UNTIL]: null };
    await api.patch(`${secrets}/${name}`, { metadata: { annotations }, data: secret.data });
  });
}
