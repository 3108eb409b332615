import type { StoreReach } from "./model-network-policy";
import type { ModelStore } from "./model-source";
import { egressTo } from "./traffic";

/** Seen from the on-prem cluster, where the jobs run. */
export type Direction = "in" | "out";

/** What shows AWS who copies. */
export interface CopyIdentity {
  /** Secret with certificate and key. */
  readonly certificateSecret: string;
  /** ConfigMap with TRUST_ANCHOR_ARN, PROFILE_ARN and ROLE_ARN, and with what else AWS alone knows. */
  readonly configMap: string;
}

/** How an object store is reached. */
export interface StoreAddress extends Omit<ModelStore, "bucket" | "prefix"> {
  /**
   * Key of the identity's ConfigMap with the address, where AWS alone knows it: a copy waits until it is there.
   *
   * @default - `endpoint`
   */
  readonly endpointKey?: string;
}

/** What all jobs that copy between the sides have in common. */
export interface CopyPods {
  /** Namespace with the certificates. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Images by reference: AWS's client of IAM Roles Anywhere, and one with a shell and rclone. */
  readonly images: { readonly identity: string; readonly copy: string };
  readonly stores: { readonly onPrem: StoreAddress; readonly cloud: StoreAddress };
  /** By direction; one that nothing goes has none. */
  readonly identities: Readonly<Partial<Record<Direction, CopyIdentity>>>;
  /** What of the link one copy may take, in Mb/s. */
  readonly mbps: number;
  /** Where the on-prem store is reached. */
  readonly storeReach: StoreReach;
}

/** Names of the stores in rclone's words. */
const REMOTES = { onPrem: "onprem", cloud: "cloud" } as const;

/** The values of the chart `copies` that are the same for all that is copied. */
export function copyPodValues({ annotations, images, stores, identities, mbps, storeReach }: CopyPods): object {
  const byDirection = (of: keyof CopyIdentity) =>
    Object.fromEntries(Object.entries(identities).map(([direction, identity]) => [direction, identity[of]]));
  return {
    annotations,
    images,
    stores: { [REMOTES.onPrem]: remote(stores.onPrem), [REMOTES.cloud]: remote(stores.cloud) },
    certificateSecrets: byDirection("certificateSecret"),
    identities: byDirection("configMap"),
    bandwidthLimit: `${Math.floor(mbps * KIBIBYTES_PER_MEGABIT)}K`,
    egress: [{ ports: [{ port: 443, protocol: "TCP" }] }, ...egressTo(storeReach)],
  };
}

/** Folders of both stores as a copy in one direction sees them. */
export function fromAndTo(
  direction: Direction,
  places: Readonly<Record<keyof typeof REMOTES, { readonly bucket: string; readonly prefix: string }>>,
): { readonly from: string; readonly to: string } {
  const folder = (side: keyof typeof REMOTES) => {
    const { bucket, prefix } = places[side];
    return `${REMOTES[side]}:${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  };
  return direction === "in"
    ? { from: folder("cloud"), to: folder("onPrem") }
    : { from: folder("onPrem"), to: folder("cloud") };
}

const KIBIBYTES_PER_MEGABIT = 1e6 / 8 / 1024;

function remote({ region, endpoint, endpointKey, credentialsSecret }: StoreAddress): object {
  return {
    settings: {
      TYPE: "s3",
      PROVIDER: endpoint === undefined ? "AWS" : "Other",
      REGION: region,
      // buckets are the platform's: a copy may not make one.
      NO_CHECK_BUCKET: "true",
      ...(endpoint !== undefined && { ENDPOINT: endpoint }),
      ...(credentialsSecret === undefined && { ENV_AUTH: "true" }),
    },
    ...(endpointKey !== undefined && { endpointKey }),
    ...(credentialsSecret !== undefined && { credentialsSecret }),
  };
}
