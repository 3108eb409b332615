import { PersistentVolumeClaimV1 } from "@cdktf/provider-kubernetes/lib/persistent-volume-claim-v1";
import { Construct } from "constructs";
import type { ObjectMetadata } from "./object-metadata";

/** How large a cache is, and on what. */
export interface ModelCacheSize {
  /** StorageClass whose volumes many nodes can write at a time. */
  readonly storageClass: string;
  /** At least two versions: while one replaces the other, both are in it. */
  readonly sizeGiB: number;
}

/** Properties for {@link ModelCache}. */
export interface ModelCacheProps extends ModelCacheSize {
  /** Name of the deployment; the claim is called `<name>-cache`. */
  readonly metadata: ObjectMetadata;
}

/**
 * A volume on which the replicas of a model share its versions.
 *
 * Defines one `kubernetes_persistent_volume_claim_v1`, which Terraform does not wait for: many classes bind a volume to its first pod. What
 * is in it can be downloaded again.
 */
export class ModelCache extends Construct {
  /** Name of the claim. */
  public readonly claim: string;

  constructor(scope: Construct, id: string, { metadata, storageClass, sizeGiB }: ModelCacheProps) {
    super(scope, id);
    this.claim = `${metadata.name}-cache`;
    new PersistentVolumeClaimV1(this, "Default", {
      metadata: { ...metadata, name: this.claim },
      waitUntilBound: false,
      spec: {
        accessModes: ["ReadWriteMany"],
        storageClassName: storageClass,
        resources: { requests: { storage: `${sizeGiB}Gi` } },
      },
    });
  }
}
