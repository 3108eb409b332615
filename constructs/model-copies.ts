import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";
import type { StoreReach } from "./model-network-policy";
import type { ModelStore } from "./model-source";
import { outside, toNamespace } from "./traffic";

/** Seen from the on-prem cluster, where the jobs run. */
export type Direction = "in" | "out";

/** One version of a model on its way. */
export interface VersionCopy {
  readonly model: string;
  readonly version: string;
  /** sha256 of its SHA256SUMS. */
  readonly sha256: string;
  readonly direction: Direction;
}

/** What shows AWS who copies. */
export interface CopyIdentity {
  /** Secret with certificate and key. */
  readonly certificateSecret: string;
  /** ConfigMap with TRUST_ANCHOR_ARN, PROFILE_ARN and ROLE_ARN. */
  readonly configMap: string;
}

/** Properties for {@link ModelCopies}. */
export interface ModelCopiesProps {
  /** Namespace with the certificates. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Images by reference: AWS's client of IAM Roles Anywhere, and one with a shell and rclone. */
  readonly images: { readonly identity: string; readonly copy: string };
  /** The stores of both sides: `prefix` is that of all models. */
  readonly stores: { readonly onPrem: ModelStore; readonly cloud: ModelStore };
  readonly identities: Readonly<Record<Direction, CopyIdentity>>;
  readonly copies: readonly VersionCopy[];
  /** Versions that stay as copies, by model; others are removed where they are marked as copies. */
  readonly kept: Readonly<Record<Direction, ReadonlyMap<string, readonly string[]>>>;
  /** What of the link a copy may take, in Mb/s. */
  readonly mbps: number;
  /** Where the on-prem store is reached. */
  readonly storeReach: StoreReach;
}

/**
 * Brings versions of models from the side where they were born to the one that serves them, and removes copies that nobody needs.
 *
 * Defines a release of the chart `model-copies`: a Job a version, and one a direction that tidies. They run on-prem, so that the cloud holds no
 * credential of it; AWS knows them by a certificate. Nothing waits for them. It defines no certificate, no role and no bucket.
 */
export class ModelCopies extends Construct {
  constructor(scope: Construct, id: string, props: ModelCopiesProps) {
    super(scope, id);
    const { namespace, annotations, images, stores, identities, copies, kept, mbps, storeReach } = props;
    const folders = { onPrem: folder("onprem", stores.onPrem), cloud: folder("cloud", stores.cloud) };
    const way = (direction: Direction) =>
      direction === "in" ? { from: folders.cloud, to: folders.onPrem } : { from: folders.onPrem, to: folders.cloud };
    new ChartRelease(this, "Default", {
      chart: "model-copies",
      name: "model-copies",
      namespace,
      values: {
        annotations,
        images,
        stores: { onprem: remote(stores.onPrem), cloud: remote(stores.cloud) },
        certificateSecrets: { in: identities.in.certificateSecret, out: identities.out.certificateSecret },
        identities: { in: identities.in.configMap, out: identities.out.configMap },
        bandwidthLimit: `${Math.floor(mbps * KIBIBYTES_PER_MEGABIT)}K`,
        egress: [
          { ports: [{ port: 443, protocol: "TCP" }] },
          ...[...storeReach.destinations.map(outside), ...storeReach.namespaces.map(toNamespace)].map(numericPorts),
        ],
        copies: Object.fromEntries(
          copies.map(({ model, version, sha256, direction }) => {
            const { from, to } = way(direction);
            const own = { from: `${from}/${model}`, to: `${to}/${model}` };
            return [`${direction}/${model}/${version}`, { model, version, sha256, direction, ...own }];
          }),
        ),
        kept: Object.fromEntries(
          (["in", "out"] as const)
            .filter((direction) => kept[direction].size > 0)
            .map((direction) => [
              direction,
              {
                to: way(direction).to,
                lines: [...kept[direction]].map(([model, versions]) => [model, ...versions].join(" ")),
              },
            ]),
        ),
      },
    });
  }
}

const KIBIBYTES_PER_MEGABIT = 1e6 / 8 / 1024;

function folder(remoteName: string, { bucket, prefix }: ModelStore): string {
  return `${remoteName}:${bucket}${prefix === "" ? "" : `/${prefix}`}`;
}

function remote({ region, endpoint, credentialsSecret }: ModelStore): object {
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
    ...(credentialsSecret !== undefined && { credentialsSecret }),
  };
}

/** Typed resources write ports as texts; in a chart a text would be the name of a port. */
function numericPorts(rule: object): object {
  const { ports, ...rest } = rule as { readonly ports?: readonly { readonly port: string }[] };
  return { ...rest, ...(ports && { ports: ports.map((one) => ({ ...one, port: Number(one.port) })) }) };
}
