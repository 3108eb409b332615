import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { TOOL_IMAGES } from "../catalog/tool-images";
import type { AwsLocation } from "../constructs/arn";
import { addsToPrefixes, readsPrefixes, writesPrefixes } from "../constructs/bucket-access";
import { type ClaimedBuckets, ObjectStore } from "../constructs/object-store";
import type { Statement } from "../constructs/policy-document";
import { type RookUser, rookBucketPolicy } from "../constructs/rook-bucket-policy";
import { RookCeph } from "../constructs/rook-ceph";
import { SEAWEEDFS_LABELS, SeaweedFs } from "../constructs/seaweedfs";
import { type StoreGrant, storeIdentities } from "../placement/store-identities";
import { type ImageLocks, type ImageOrigin, imageReference } from "../spec/image-reference";
import { GPU_TAINT, LABELS, onPremBucketName, physicalName, systemNamespace } from "../spec/names";
import { objectStoreEndpoint, objectStoreRegion, ROOK, STORE_PORTS } from "../spec/object-store";
import type { OnPrem, Platform, ObjectStore as StoreOfSite } from "../spec/platform";
import { onPremReach } from "./destinations";
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
  if (!store || endpoint === undefined) return;
  const origin: ImageOrigin = { locks, ...(mirror !== undefined && { mirror }) };
  const users = storeIdentities(platform, onPrem).map(({ grants, ...identity }) => ({
    ...identity,
    statements: grants.flatMap((grant) => statements(platform, grant)),
  }));
  const common = {
    namespace: systemNamespace(platform),
    annotations: platformAnnotations(platform),
    reach: onPremReach(platform, false),
  };
  const identities = {
    image: imageReference(TOOL_IMAGES["aws-cli"], origin),
    platform: platform.name,
    users,
    apiServerRanges: [network.nodes, network.services],
  };
  if (store.kind === "rook-ceph") {
    const { cluster } = rookCeph(stack, platform, store, mirror, dependsOn);
    new ObjectStore(stack, "object-store", {
      ...common,
      from: { claims: claimedBuckets(platform, users) },
      identities: { ...identities, from: "rook" },
      dependsOn: [...dependsOn, cluster.release],
    });
    return;
  }
  const own = store.kind === "external" ? undefined : store;
  const credentialsSecret = store.kind === "external" ? store.credentialsSecret : OWN_ADMINISTRATOR;
  const { chart } = new ObjectStore(stack, "object-store", {
    ...common,
    from: {
      image: imageReference(TOOL_IMAGES.rclone, origin),
      endpoint,
      region: objectStoreRegion(platform, "onPrem"),
      credentialsSecret,
      buckets: BUCKETS.map((purpose) => onPremBucketName(platform, purpose)),
    },
    identities: { ...identities, from: store.kind !== "external" ? "ownIam" : store.iam ? "iam" : "administrator" },
    ...(own && {
      servers: {
        labels: SEAWEEDFS_LABELS,
        clients: { [LABELS.platform]: platform.name },
        port: STORE_PORTS.seaweedfs,
      },
    }),
    dependsOn,
  });
  if (!own) return;
  const { capacityTiB, storageClass, servers } = own;
  new SeaweedFs(stack, "seaweedfs", {
    namespace: common.namespace,
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

function rookCeph(
  stack: Construct,
  platform: Platform,
  { capacityTiB, storageClass, servers }: Extract<StoreOfSite, { readonly kind: "rook-ceph" | "seaweedfs" }>,
  mirror: string | undefined,
  dependsOn: readonly ITerraformDependable[],
): RookCeph {
  const { observability, allowDestroy } = platform;
  return new RookCeph(stack, "rook-ceph", {
    annotations: platformAnnotations(platform),
    store: ROOK.store,
    capacityTiB,
    storageClass,
    servers,
    bucketClass: bucketClass(platform),
    clients: { [LABELS.platform]: platform.name },
    allowDestroy,
    tolerated: GPU_TAINT,
    ...(observability.onPrem && { ruleLabels: observability.labels }),
    mirror,
    dependsOn,
  });
}

function claimedBuckets(platform: Platform, users: readonly RookUser[]): ClaimedBuckets {
  // no namespace has a dot, and users are called after theirs.
  const owner = `buckets.${platform.name}`;
  const policies = BUCKETS.map((purpose) => {
    const bucket = onPremBucketName(platform, purpose);
    return [bucket, rookBucketPolicy(STORE, bucket, owner, users)];
  });
  return { ...ROOK, bucketClass: bucketClass(platform), owner, policies: Object.fromEntries(policies) };
}

/** Storage classes are the cluster's. */
function bucketClass(platform: Platform): string {
  return physicalName(platform, "buckets");
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
