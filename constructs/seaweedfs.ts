import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CHARTS } from "../catalog/charts";
import { ChartRelease } from "./chart-release";
import { retained } from "./retention";

/** Properties for {@link SeaweedFs}. */
export interface SeaweedFsProps {
  /** Namespace that is there; its pods may be restricted. */
  readonly namespace: string;
  /** What can be stored, in TiB; there are two copies of it. */
  readonly capacityTiB: number;
  /** Storage class of local volumes. */
  readonly storageClass: string;
  /** Volume servers, each on a machine of its own: at least 3. */
  readonly servers: number;
  /** Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the administrator; servers wait until it has them. */
  readonly credentialsSecret: string;
  /** True lets Terraform remove it. Its volumes stay all the same. */
  readonly allowDestroy: boolean;
  /** Taint of machines whose disks may be used all the same. */
  readonly tolerated: { readonly key: string; readonly effect: string };
  /**
   * Registry that mirrors charts and images.
   *
   * @default - the chart's own repository, and Docker Hub
   */
  readonly mirror?: string;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Labels of all its pods: those of the chart. */
export const SEAWEEDFS_LABELS = {
  "app.kubernetes.io/name": "seaweedfs",
  "app.kubernetes.io/instance": "seaweedfs",
} as const;

/** Each object is on two servers. */
const COPIES = 2;
const MASTERS = 3;
/** Room for the names of some hundred million objects. */
const NAMES_GIB = 100;
/** Size at which a volume is full: the server's own default; the chart's is for trials. */
const VOLUME_MB = 30_000;

const POD_SECURITY = {
  enabled: true,
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: "RuntimeDefault" },
};
const CONTAINER_SECURITY = {
  enabled: true,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/**
 * SeaweedFS, an S3-compatible object store on the disks of the cluster's own machines.
 *
 * Defines the release of its chart: three masters that agree, volume servers with two copies of each object, encrypted at rest, one server of
 * names, and two that answer S3 and IAM on port 8333. While the server of names starts again, nothing is read or written. It defines no bucket,
 * no user and no network policy: without one, whoever reaches the servers of volumes and names reads everything.
 */
export class SeaweedFs extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, props: SeaweedFsProps) {
    super(scope, id);
    const { namespace, capacityTiB, storageClass, servers, credentialsSecret, allowDestroy, tolerated } = props;
    const { mirror, dependsOn } = props;
    const claim = (sizeGiB: number) => ({ type: "persistentVolumeClaim", size: `${sizeGiB}Gi`, storageClass });
    const tolerations = JSON.stringify([{ key: tolerated.key, operator: "Exists", effect: tolerated.effect }]);
    // logs go to standard error; the chart's own way is a folder of the host.
    const part = {
      podSecurityContext: POD_SECURITY,
      containerSecurityContext: CONTAINER_SECURITY,
      logs: { type: "none" },
    };
    const fromSecret = (key: string) => ({ secretKeyRef: { name: credentialsSecret, key } });
    this.chart = new ChartRelease(this, "Default", {
      chart: CHARTS.seaweedfs,
      name: "seaweedfs",
      namespace,
      mirror,
      dependsOn,
      values: {
        global: {
          seaweedfs: {
            createClusterRole: false,
            automountServiceAccountToken: false,
            enableReplication: true,
            // one more copy, on another server of the rack.
            replicationPlacement: `00${COPIES - 1}`,
          },
        },
        master: { ...part, replicas: MASTERS, volumeSizeLimitMB: VOLUME_MB, data: claim(1), tolerations },
        volume: {
          ...part,
          // here any value at all mounts a folder for them.
          logs: {},
          replicas: servers,
          dataDirs: [{ name: "data", ...claim(Math.ceil((capacityTiB * 1024 * COPIES) / servers)), maxVolumes: 0 }],
          // its job would need rights on volumes, and an image of somebody else.
          resizeHook: { enabled: false },
          tolerations,
        },
        filer: { ...part, replicas: 1, encryptVolumeData: true, data: claim(NAMES_GIB), tolerations },
        s3: {
          ...part,
          enabled: true,
          replicas: 2,
          extraArgs: ["-iam.readOnly=false"],
          extraEnvironmentVars: {
            AWS_ACCESS_KEY_ID: fromSecret("AWS_ACCESS_KEY_ID"),
            AWS_SECRET_ACCESS_KEY: fromSecret("AWS_SECRET_ACCESS_KEY"),
          },
        },
      },
    });
    this.chart.release.lifecycle = retained(allowDestroy).lifecycle;
  }
}
