import type { KubernetesApi } from "../clusters/kubernetes-api";
import type { Pod } from "./pod";

/** Thrown when something that a pod mounts or reads is not there: it may come later. */
export class NotThereYet extends Error {}

/** Content by key. */
export type Data = Readonly<Record<string, Buffer>>;

/** A token of a service account, and when it ends. */
export interface Token {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** What a kubelet asks the API server for on behalf of a pod. */
export interface PodData {
  configMap(name: string, optional?: boolean): Promise<Data>;
  secret(name: string, optional?: boolean): Promise<Data>;
  /** A token of the pod's service account, bound to the pod. */
  token(audience: string | undefined, expirationSeconds: number | undefined): Promise<Token>;
}

interface ConfigMap {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** {@link PodData} from a real API server. */
export function podData(api: KubernetesApi, pod: Pod): PodData {
  const { namespace, name, uid } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}`;
  const found = async <T>(kind: string, named: string, optional: boolean): Promise<T | undefined> => {
    const object = await api.find<T>(`${path}/${kind}/${named}`);
    if (!object && !optional) throw new NotThereYet(`${kind} ${named} is not there`);
    return object;
  };
  return {
    configMap: async (named, optional = false) => {
      const object = await found<ConfigMap>("configmaps", named, optional);
      return { ...buffers(object?.data, "utf8"), ...buffers(object?.binaryData, "base64") };
    },
    secret: async (named, optional = false) => {
      const object = await found<{ readonly data?: Readonly<Record<string, string>> }>("secrets", named, optional);
      return buffers(object?.data, "base64");
    },
    token: async (audience, expirationSeconds = 3600) => {
      const { status } = await api.create<{
        readonly status: { readonly token: string; readonly expirationTimestamp: string };
      }>(`${path}/serviceaccounts/${pod.spec.serviceAccountName ?? "default"}/token`, {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: {
          ...(audience !== undefined && { audiences: [audience] }),
          expirationSeconds,
          boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
        },
      });
      return { token: status.token, expiresAtMs: Date.parse(status.expirationTimestamp) };
    },
  };
}

function buffers(data: Readonly<Record<string, string>> | undefined, encoding: BufferEncoding): Data {
  return Object.fromEntries(Object.entries(data ?? {}).map(([key, text]) => [key, Buffer.from(text, encoding)]));
}
