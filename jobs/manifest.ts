/** The parts of Kubernetes objects that a run's manifest uses, in Kubernetes' own words. */

export type EnvVar =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly valueFrom: EnvSource };

export type EnvSource =
  | { readonly fieldRef: { readonly fieldPath: string } }
  | { readonly secretKeyRef: { readonly name: string; readonly key: string } };

export interface Resources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

export interface Probe {
  readonly tcpSocket: { readonly port: number };
  readonly periodSeconds: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly EnvVar[];
  readonly resources: Resources;
  readonly securityContext: object;
  readonly readinessProbe?: Probe;
  readonly volumeMounts: readonly VolumeMount[];
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

export type Volume =
  | { readonly name: string; readonly emptyDir: { readonly medium?: "Memory"; readonly sizeLimit?: string } }
  | { readonly name: string; readonly persistentVolumeClaim: { readonly claimName: string } };

export interface Toleration {
  readonly key: string;
  readonly operator: "Equal" | "Exists";
  readonly value?: string;
  readonly effect: "NoSchedule" | "NoExecute";
  readonly tolerationSeconds?: number;
}

export interface PodSpec {
  readonly restartPolicy: "Never";
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: false;
  readonly enableServiceLinks: false;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
  readonly affinity?: object;
  readonly tolerations?: readonly Toleration[];
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

export interface PodTemplate {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: PodSpec;
}

/** Alike pods of a JobSet. Each is one Job, whose pods have stable names in the JobSet's own DNS domain. */
export interface ReplicatedJob {
  readonly name: string;
  readonly replicas: 1;
  readonly dependsOn?: readonly { readonly name: string; readonly status: "Ready" | "Complete" }[];
  readonly template: { readonly spec: JobSpec };
}

export interface JobSpec {
  readonly completionMode: "Indexed";
  readonly completions: number;
  readonly parallelism: number;
  readonly backoffLimit: 0;
  readonly activeDeadlineSeconds?: number;
  readonly podFailurePolicy: { readonly rules: readonly object[] };
  readonly template: PodTemplate;
}

/** Kueue's name for what it sends to another cluster. @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/apis/kueue/v1beta2/multikueue_types.go */
export const SENDER = "kueue.x-k8s.io/multikueue";

/** What `kubectl create -f -` takes. */
export interface JobSetManifest {
  readonly apiVersion: "jobset.x-k8s.io/v1alpha2";
  readonly kind: "JobSet";
  readonly metadata: {
    readonly generateName: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly suspend: true;
    /** Who runs it in the place of this cluster's JobSet controller. */
    readonly managedBy?: typeof SENDER;
    readonly ttlSecondsAfterFinished: number;
    readonly successPolicy?: { readonly operator: "All"; readonly targetReplicatedJobs: readonly string[] };
    readonly failurePolicy: { readonly maxRestarts: number; readonly rules: readonly object[] };
    readonly replicatedJobs: readonly ReplicatedJob[];
  };
}
