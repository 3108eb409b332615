import type { KubernetesApi } from "../clusters/kubernetes-api";

/** What an installed object store says of its disks. */
export interface LocalDisks {
  readonly storageClass: string;
  readonly servers: number;
  readonly capacityTiB: number;
}

/** Claims beside those of the servers: what agrees, and what knows names. */
const OTHER_CLAIMS = 8;
/** An object may be there more than once. */
const COPIES = 3;

/** What stands in for the disks of an installed store, in one sentence. */
export function disksStandIn({ storageClass }: LocalDisks): string {
  return `Volumes of the storage class ${storageClass} have no disk behind them, and the object store on them is simulated: it keeps nothing.`;
}

/**
 * Makes the storage class that an administrator makes, with as many volumes as an object store claims: they are bound like others, and no node mounts
 * them. What is there stays.
 */
export async function layLocalVolumes(api: Pick<KubernetesApi, "createOnce">, disks: LocalDisks): Promise<void> {
  const { storageClass, servers, capacityTiB } = disks;
  await api.createOnce("/apis/storage.k8s.io/v1/storageclasses", {
    metadata: { name: storageClass },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: "Immediate",
  });
  const names = Array.from({ length: servers + OTHER_CLAIMS }, (_, index) => `${storageClass}-${index}`);
  await Promise.all(
    names.map((name) =>
      api.createOnce("/api/v1/persistentvolumes", {
        metadata: { name },
        spec: {
          storageClassName: storageClass,
          capacity: { storage: `${Math.ceil(capacityTiB) * COPIES}Ti` },
          accessModes: ["ReadWriteOnce"],
          persistentVolumeReclaimPolicy: "Retain",
          hostPath: { path: "/simulated" },
        },
      }),
    ),
  );
}
