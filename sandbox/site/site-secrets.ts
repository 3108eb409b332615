import { inferenceNamespace, restrictedNamespace, systemNamespace, teamNamespace } from "../../spec/names";
import { deploymentObjectStoreSecret, objectStoreSecret } from "../../spec/object-store";
import type { Platform } from "../../spec/platform";
import { clientIdentity } from "../charts/certificates";
import type { KubernetesApi } from "../clusters/kubernetes-api";
import { STORE_KEY } from "./site-store";

const STAND_IN =
  "The sandbox writes what a site has already: the keys of its object store, and the certificates that its issuer signs, each by an authority of its own.";

interface Certificate {
  readonly spec: { readonly secretName: string; readonly commonName?: string };
}

/**
 * Writes what a site's administrator and its certificate issuer give a platform, in those namespaces that there are: Secrets with the key of the object
 * store, and one for each Certificate. What is there is left as it is.
 *
 * @returns lines that name it, where it wrote something
 */
export async function writeSiteSecrets(api: KubernetesApi, platform: Platform): Promise<readonly string[]> {
  const wrote = await Promise.all([writeStoreKeys(api, platform), writeCertificates(api, systemNamespace(platform))]);
  return wrote.includes(true) ? [STAND_IN] : [];
}

async function writeStoreKeys(api: KubernetesApi, platform: Platform): Promise<boolean> {
  const stringData = { AWS_ACCESS_KEY_ID: STORE_KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: STORE_KEY.secretAccessKey };
  let wrote = false;
  for (const [namespace, names] of storeSecrets(platform)) {
    if (!(await api.find(`/api/v1/namespaces/${namespace}`))) continue;
    for (const name of names) {
      const write = madeByJob(platform, name)
        ? filled(api, namespace, name, stringData)
        : secret(api, namespace, { metadata: { name }, stringData });
      if (await write) wrote = true;
    }
  }
  return wrote;
}

/** Whether a release makes the Secret, for the job of the store's keys to fill: another one of its name would be in its way. */
function madeByJob({ onPrem }: Platform, name: string): boolean {
  const store = onPrem?.objectStore;
  if (store?.kind === "external") return store.iam && name !== store.credentialsSecret;
  return store !== undefined;
}

/** Fills a Secret that is there and empty, as the job would: its pod is simulated. */
async function filled(api: KubernetesApi, namespace: string, name: string, stringData: object): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
  const found = await api.find<{ readonly data?: object }>(path);
  if (!found || found.data) return false;
  await api.patch(path, { stringData });
  return true;
}

/** The Secrets that a site with a store of its own makes, by namespace. */
function storeSecrets(platform: Platform): ReadonlyMap<string, readonly string[]> {
  const { objectStore } = platform.onPrem ?? {};
  const system = systemNamespace(platform);
  const inference = inferenceNamespace(platform);
  const teams = platform.teams.flatMap(({ name }) => [
    teamNamespace(platform, name),
    restrictedNamespace(platform, name),
  ]);
  return new Map<string, readonly string[]>([
    [system, [...(objectStore?.kind === "external" ? [objectStore.credentialsSecret] : []), objectStoreSecret(system)]],
    [
      inference,
      [objectStoreSecret(inference), ...platform.deployments.map(({ name }) => deploymentObjectStoreSecret(name))],
    ],
    ...teams.map((namespace) => [namespace, [objectStoreSecret(namespace)]] as const),
  ]);
}

async function writeCertificates(api: KubernetesApi, namespace: string): Promise<boolean> {
  const path = `/apis/cert-manager.io/v1/namespaces/${namespace}/certificates`;
  const list = await api.find<{ readonly items: readonly Certificate[] }>(path);
  let wrote = false;
  for (const { spec } of list?.items ?? []) {
    const { certificatePem, keyPem, authorityPem } = clientIdentity(spec.commonName ?? spec.secretName);
    const written = await secret(api, namespace, {
      metadata: { name: spec.secretName },
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": certificatePem, "tls.key": keyPem, "ca.crt": authorityPem },
    });
    wrote ||= written;
  }
  return wrote;
}

async function secret(api: KubernetesApi, namespace: string, body: object): Promise<boolean> {
  return api.createOnce(`/api/v1/namespaces/${namespace}/secrets`, { apiVersion: "v1", kind: "Secret", ...body });
}
