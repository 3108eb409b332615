import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { TOOL_IMAGES } from "../catalog/tool-images";
import type { AwsLocation } from "../constructs/arn";
import { addsToPrefixes, readsPrefixes, writesPrefixes } from "../constructs/bucket-access";
import { ObjectStore } from "../constructs/object-store";
import type { Statement } from "../constructs/policy-document";
import { SEAWEEDFS_LABELS, SeaweedFs } from "../constructs/seaweedfs";
import { type StoreGrant, storeIdentities } from "../placement/store-identities";
import { type ImageLocks, type ImageOrigin, imageReference } from "../spec/image-reference";
import { GPU_TAINT, LABELS, onPremBucketName, systemNamespace } from "../spec/names";
import { objectStoreEndpoint, objectStoreRegion } from "../spec/object-store";
import type { OnPrem, Platform } from "../spec/platform";
import { onPremReach, STORE_PORTS } from "./destinations";
import { platformAnnotations } from "./space-labels";

/** Purposes of the on-prem buckets, in the order in which a person would make them. */
const BUCKETS = ["datasets", "checkpoints", "models", "restricted"] as const;

/** The Secret with the key of an installed store's administrator: a job fills it, and nobody else has it. */
const OWN_ADMINISTRATOR = "seaweedfs-administrator";

/** S3-compatible stores write a bucket's ARN as AWS does in its first partition, without region and account. */
const STORE: AwsLocation = { partition: "aws", region: "", account: "" };

const STATEMENTS = { reads: readsPrefixes, adds: addsToPrefixes, writes: writesPrefixes } as const;

/** The on-prem store: installed where the file says so, with its buckets, and a key for each namespace and purpose. */
export function onPremObjectStore(
  stack: Construct,
  platform: Platform,
  onPrem: OnPrem,
  locks: ImageLocks,
  dependsOn: readonly ITerraformDependable[],
): void {
  const { objectStore: store, registry: mirror, network } = onPrem;
  const endpoint = objectStoreEndpoint(platform, "onPrem");
  if (!store || endpoint === undefined || store.kind === "rook-ceph") return;
  const origin: ImageOrigin = { locks, ...(mirror !== undefined && { mirror }) };
  const namespace = systemNamespace(platform);
  const own = store.kind === "external" ? undefined : store;
  const credentialsSecret = store.kind === "external" ? store.credentialsSecret : OWN_ADMINISTRATOR;
  const { chart } = new ObjectStore(stack, "object-store", {
    namespace,
    annotations: platformAnnotations(platform),
    image: imageReference(TOOL_IMAGES.rclone, origin),
    endpoint,
    region: objectStoreRegion(platform, "onPrem"),
    credentialsSecret,
    buckets: BUCKETS.map((purpose) => onPremBucketName(platform, purpose)),
    identities: {
      image: imageReference(TOOL_IMAGES["aws-cli"], origin),
      platform: platform.name,
      from: store.kind !== "external" ? "ownIam" : store.iam ? "iam" : "administrator",
      users: storeIdentities(platform, onPrem).map(({ grants, ...identity }) => ({
        ...identity,
        statements: grants.flatMap((grant) => statements(platform, grant)),
      })),
      apiServerRanges: [network.nodes, network.services],
    },
    ...(own && {
      servers: {
        labels: SEAWEEDFS_LABELS,
        clients: { [LABELS.platform]: platform.name },
        port: STORE_PORTS.seaweedfs[0],
      },
    }),
    reach: onPremReach(platform, false),
    dependsOn,
  });
  if (!own) return;
  const { capacityTiB, storageClass, servers } = own;
  new SeaweedFs(stack, "seaweedfs", {
    namespace,
    capacityTiB,
    storageClass,
    servers,
    credentialsSecret,
    allowDestroy: platform.allowDestroy,
    tolerated: GPU_TAINT,
    mirror,
    dependsOn: [chart.release],
  });
}

/** What a grant is in the cloud. WORKAROUND: SeaweedFS 4.48 refuses a policy that names ListMultipartUploadParts, which nothing here needs. */
function statements(platform: Platform, { may, purpose, prefixes }: StoreGrant): readonly Statement[] {
  const sid = [purpose, may].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  const part = { bucket: onPremBucketName(platform, purpose), prefixes };
  return STATEMENTS[may](STORE, sid, part).map((statement) => ({
    ...statement,
    actions: statement.actions.filter((action) => action !== "s3:ListMultipartUploadParts"),
  }));
}
