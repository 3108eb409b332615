import { bucketName, expressBucketName, onPremBucketName, systemNamespace } from "./names";
import type { Platform, Side } from "./platform";

/** What Rook runs for the platform: the namespace of its Ceph cluster, and the name of the object store in it. */
export const ROOK = { namespace: "rook-ceph", store: "objects" } as const;

/** Ports of the pods behind the Services of a provisioned object store: policies judge a connection where it arrives. */
export const STORE_PORTS = { seaweedfs: 8333, "rook-ceph": 8080 } as const;

/** Parts of an address inside the object store of one side. */
export interface ObjectPath {
  readonly bucket: string;
  /** Without a slash at either end. */
  readonly prefix: string;
}

/** An address as S3 clients write it; a prefix keeps no slash at its end. */
export function objectUri({ bucket, prefix }: ObjectPath): string {
  return `s3://${bucket}/${prefix}`;
}

/** Where a dataset is on a side; a restricted one is in the restricted bucket, on-prem only. */
export function datasetPath(platform: Platform, side: Side, dataset: string, restricted: boolean): ObjectPath {
  return restricted
    ? { bucket: restrictedBucket(platform, side), prefix: `datasets/${dataset}` }
    : { bucket: bucket(platform, side, "datasets"), prefix: dataset };
}

/** Where a run's checkpoints are: one prefix a team, so that one policy covers it; the run id follows. */
export function checkpointPath(
  platform: Platform,
  side: Side,
  team: string,
  run: string,
  restricted: boolean,
): ObjectPath {
  return restricted
    ? { bucket: restrictedBucket(platform, side), prefix: `checkpoints/${team}/${run}` }
    : { bucket: bucket(platform, side, "checkpoints"), prefix: `${team}/${run}` };
}

/** Where a model's versions are; the version follows. */
export function modelPath(platform: Platform, side: Side, model: string, restricted: boolean): ObjectPath {
  return restricted
    ? { bucket: restrictedBucket(platform, side), prefix: `models/${model}` }
    : { bucket: bucket(platform, side, "models"), prefix: model };
}

/** Where a team keeps shards that are read again and again, in S3 Express One Zone; undefined without such a bucket. */
export function hotPath(platform: Platform, side: Side, team: string): ObjectPath | undefined {
  const zoneId = platform.cloud?.storage.expressZone;
  if (side !== "cloud" || zoneId === undefined) return undefined;
  return { bucket: expressBucketName(platform, zoneId), prefix: team };
}

/** The Secret with the key of a namespace's identity at the on-prem store: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
export function objectStoreSecret(namespace: string): string {
  return `${namespace}-object-store`;
}

/** The Secret with the key of a deployment of a restricted model: it reads that model's prefix and nothing else. */
export function deploymentObjectStoreSecret(deployment: string): string {
  return `${deployment}-object-store`;
}

/** Address of a side's object store; undefined where clients find it by themselves (AWS) or no store is described. */
export function objectStoreEndpoint(platform: Platform, side: Side): string | undefined {
  const store = platform.onPrem?.objectStore;
  if (side === "cloud" || !store) return undefined;
  switch (store.kind) {
    case "external":
      return store.endpoint;
    case "seaweedfs":
      return `http://seaweedfs-s3.${systemNamespace(platform)}.svc:8333`;
    case "rook-ceph":
      return `http://rook-ceph-rgw-${ROOK.store}.${ROOK.namespace}.svc`;
  }
}

/** The region that a side's S3 clients sign with; a provisioned store takes any. */
export function objectStoreRegion(platform: Platform, side: Side): string {
  if (side === "cloud") return cloudOf(platform).region.name;
  const store = platform.onPrem?.objectStore;
  return store?.kind === "external" ? store.region : "us-east-1";
}

function bucket(platform: Platform, side: Side, purpose: "datasets" | "checkpoints" | "models"): string {
  if (side === "onPrem") return onPremBucketName(platform, purpose);
  const { account, region } = cloudOf(platform);
  return bucketName(platform, purpose, account, region.name);
}

function restrictedBucket(platform: Platform, side: Side): string {
  if (side === "cloud") throw new Error("restricted data has no place in the cloud: placement must have refused this");
  return onPremBucketName(platform, "restricted");
}

function cloudOf(platform: Platform) {
  if (!platform.cloud) throw new Error("the platform has no cloud side");
  return platform.cloud;
}
