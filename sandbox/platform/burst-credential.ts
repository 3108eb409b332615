import { stringify } from "yaml";
import { BURST_SERVICE_ACCOUNT, burstKubeconfigSecretName, KUEUE_NAMESPACE, systemNamespace } from "../../spec/names";
import type { Platform } from "../../spec/platform";
import { clusterApi } from "../clusters/cluster-access";
import { addStandIns, readStatus } from "../status";
import { CLOUD_CLUSTER, LINK, ON_PREM_CLUSTER } from "./simulated-clusters";

/** As long as a sandbox is likely to live. */
const LIFE_SEC = 30 * 24 * 3600;

const STAND_IN =
  "The kubeconfig with which on-prem's Kueue reaches the cloud's cluster is written by the sandbox, in no state: the job that renews it is simulated.";

/**
 * Writes the Secret with which on-prem's Kueue logs in to the cloud's cluster, through the link: a token of the service account that the state
 * `burst-link` made, so that Kueue may do there what the state allows and no more.
 */
export async function writeBurstCredential(folder: string, platform: Platform): Promise<void> {
  const status = readStatus(folder);
  const [cluster, link] = [status?.clusters[CLOUD_CLUSTER], status?.links[LINK]];
  if (!cluster || !link) return;
  const cloud = clusterApi(folder, CLOUD_CLUSTER);
  const onPrem = clusterApi(folder, ON_PREM_CLUSTER);
  try {
    const account = `/api/v1/namespaces/${systemNamespace(platform)}/serviceaccounts/${BURST_SERVICE_ACCOUNT}`;
    const { status: issued } = await cloud.create<{ readonly status: { readonly token: string } }>(`${account}/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: LIFE_SEC },
    });
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "cloud",
          cluster: {
            server: `https://127.0.0.1:${link.listenPort}`,
            "certificate-authority-data": Buffer.from(cluster.certificateAuthority).toString("base64"),
          },
        },
      ],
      users: [{ name: "cloud", user: { token: issued.token } }],
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
    if (!(await onPrem.createOnce(secrets, secret))) await onPrem.patch(`${secrets}/${name}`, { data: secret.data });
    addStandIns(folder, [STAND_IN]);
  } finally {
    cloud.close();
    onPrem.close();
  }
}
