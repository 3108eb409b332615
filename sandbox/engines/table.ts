/** A Go module at one version, with what its go.sum lines must say. */
export interface PinnedModule {
  readonly path: string;
  /** Version that the module proxy knows. */
  readonly version: string;
  /** Checksum of the module's files. */
  readonly sum: string;
  /** Checksum of its go.mod. */
  readonly goModSum: string;
}

/** A module that is built from a copy with a change, in place of the version that a go.mod requires. */
export interface ChangedModule {
  readonly module: PinnedModule;
  /** File inside the module. */
  readonly file: string;
  /** Each text that occurs once in the file, and what stands there instead. */
  readonly replacements: readonly (readonly [from: string, to: string])[];
}

interface Program {
  /** Name of the program, and of its file. */
  readonly name: string;
  /** Version of the release; its place in the engines' folder is keyed by it. */
  readonly version: string;
  /** Package that is built. */
  readonly package: string;
  /**
   * Variables that the release process sets when it links.
   *
   * @default - none
   */
  readonly linkerValues?: Readonly<Record<string, string>>;
  /**
   * Build tags that leave out what is not needed.
   *
   * @default - none
   */
  readonly tags?: readonly string[];
}

/** A program that is built inside its own module's folder: upstream's go.mod and go.sum hold every checksum below it. */
export interface ModuleProgram extends Program {
  readonly module: PinnedModule;
  /**
   * Modules below it that are changed, where the program has no setting for what it must not do on this machine.
   *
   * @default - none
   */
  readonly changed?: readonly ChangedModule[];
}

/** A program whose own go.mod points into its repository: built from a module of ours, whose go.sum holds every checksum. */
export interface WrappedProgram extends Program {
  /** Folder of `wrappers/`. */
  readonly wrapper: "etcd" | "kubernetes";
}

/** Something that is built from Go modules. */
export type Engine = ModuleProgram | WrappedProgram;

/** A Terraform provider that is built from its own module. */
export interface ProviderEngine extends ModuleProgram {
  /** Terraform's name of it, in the namespace hashicorp. */
  readonly provider: "kubernetes" | "helm";
}

/** Kubernetes' release, of both clusters and of kubectl. */
export const KUBERNETES_VERSION = "1.35.4";

/** Upstream prints this where no tool stamps a date in: a build date would make each build another file. */
const KUBERNETES_STAMP: Readonly<Record<string, string>> = {
  "k8s.io/component-base/version.gitVersion": `v${KUBERNETES_VERSION}`,
  "k8s.io/component-base/version.gitMajor": "1",
  "k8s.io/component-base/version.gitMinor": "35",
};

const KWOK: PinnedModule = {
  path: "sigs.k8s.io/kwok",
  version: "v0.7.0",
  sum: "h1:+eGsNOIPapjsSzeZlOEcwbpyEVa2Vqlcafa0qIjaKV4=",
  goModSum: "h1:zUK0Ar9kP8pbdQmsiK14MySGrFht+qX1gp2FJTuY0jM=",
};

/** Its program, and its charts. */
export const KUEUE: PinnedModule = {
  path: "sigs.k8s.io/kueue",
  version: "v0.19.2",
  sum: "h1:mPNzr37u0nwI7ikST5QQl5gg6EgtYOAvC9ZbTgywdN8=",
  goModSum: "h1:yNrMJHCCCq0wiFj3aseqJJUEXquHh+GVC56GlD8GrPQ=",
};

/** Its program, and its charts. */
export const JOBSET: PinnedModule = {
  path: "sigs.k8s.io/jobset",
  version: "v0.12.0",
  sum: "h1:YYPuV0px8Ongq/RXmJg6V0w2UC67aiR+rCMD06vhQQQ=",
  goModSum: "h1:JpUzWItLGW1ysjbENDk/tRz0rvAwVPFHgHnMv/W2HVY=",
};

/** Its program, and its charts. */
export const KARPENTER: PinnedModule = {
  path: "github.com/aws/karpenter-provider-aws",
  version: "v1.14.1",
  sum: "h1:WGtIQTQcxpElYMdWfWuPwaF2+9muR+hYhPZsTtoY8Gs=",
  goModSum: "h1:CwiZs59GJgelgcBxVd3kqAmbysxCvOhyE16r6r6PYwY=",
};

/** The release of Karpenter's provider requires the same commit by a pseudo-version, which the module proxy may not serve. */
const KARPENTER_CORE: PinnedModule = {
  path: "sigs.k8s.io/karpenter",
  version: "v1.14.1",
  sum: "h1:GjqvOHLjl2+OXM0ti5VEZSQuvcitB0pETd8zdChXEtI=",
  goModSum: "h1:QO5XveQPGfYh3YEaHEq7Pycy5wyaDMcyl5oyYcjjWwo=",
};

/** What copies between object stores, and what stands in for the one on-prem. */
const RCLONE: PinnedModule = {
  path: "github.com/rclone/rclone",
  version: "v1.75.1",
  sum: "h1:kIxQcoDLj2Gke/gMSHK7OnxhX1Gu1cJBLP1kJZoaFp0=",
  goModSum: "h1:4zmMjGatCkSJPRZDpo+7y3xOl8S29EMUyKvZop5mHr4=",
};

/**
 * The Terraform providers. Their release tags are above v1 without a module path to match, so the module proxy knows them by the time and commit
 * of the release alone.
 */
export const PROVIDER_ENGINES: readonly ProviderEngine[] = [
  {
    name: "terraform-provider-kubernetes",
    provider: "kubernetes",
    version: "3.2.1",
    package: ".",
    module: {
      path: "github.com/hashicorp/terraform-provider-kubernetes",
      version: "v1.13.4-0.20260821094251-3a33fb6cc605",
      sum: "h1:Bb8CFKLw8r2CTu9NL5LUtj4kgOcE3q8D/lWUqtjSVWI=",
      goModSum: "h1:OLPigVhMeG/GmbwJV5WkcDZHvsdz16CB4RLmh3ItH6o=",
    },
  },
  {
    name: "terraform-provider-helm",
    provider: "helm",
    version: "3.2.0",
    package: ".",
    module: {
      path: "github.com/hashicorp/terraform-provider-helm",
      version: "v1.3.3-0.20260629194918-a4f1c1d8b008",
      sum: "h1:9ET6rZv2lPDwYWdgp5AeSZ7/ONcyZrkKwJGt1I3OZcg=",
      goModSum: "h1:XSLywAvOFkWKu6Deldv4Lxp8fYqQM7uy0UmAG2j4eX0=",
    },
  },
];

/** Prometheus' own judge of rules, of version 3.13.5; without what discovers targets, it builds in a part of the time. */
export const PROMTOOL: ModuleProgram = {
  name: "promtool",
  version: "3.13.5",
  package: "./cmd/promtool",
  tags: ["remove_all_sd", "builtinassets"],
  module: {
    path: "github.com/prometheus/prometheus",
    version: "v0.313.5",
    sum: "h1:5/kewqSFNlHQa9NqZxrOkXCBlEuJOvb+8gFOUxSWFv0=",
    goModSum: "h1:VDwgSJMQZ4VcWxAU/v7q2soQ4C63lPOdlOFb1PCLeQI=",
  },
};

/** What the clusters run, in the order in which it is built: a control plane can start while controllers still build. */
export const CLUSTER_ENGINES = [
  { name: "etcd", version: "3.6.16", wrapper: "etcd", package: "go.etcd.io/etcd/server/v3" },
  kubernetes("kubectl"),
  kubernetes("kube-apiserver"),
  kubernetes("kube-controller-manager"),
  kubernetes("kube-scheduler"),
  { name: "kwokctl", version: "0.7.0", module: KWOK, package: "./cmd/kwokctl" },
  { name: "kwok", version: "0.7.0", module: KWOK, package: "./cmd/kwok" },
  {
    name: "jobset",
    version: "0.12.0",
    module: JOBSET,
    package: ".",
    linkerValues: { "sigs.k8s.io/jobset/pkg/version.GitVersion": "v0.12.0" },
  },
  {
    name: "kueue",
    version: "0.19.2",
    module: KUEUE,
    package: "./cmd/kueue",
    linkerValues: { "sigs.k8s.io/kueue/pkg/version.GitVersion": "v0.19.2" },
  },
  {
    name: "karpenter",
    version: "1.14.1",
    module: KARPENTER,
    package: "./cmd/controller",
    linkerValues: { "sigs.k8s.io/karpenter/pkg/operator.Version": "1.14.1" },
    // it listens for metrics and probes on every interface, and has no setting for another.
    changed: [
      {
        module: KARPENTER_CORE,
        file: "pkg/operator/operator.go",
        replacements: [
          [
            'fmt.Sprintf(":%d", options.FromContext(ctx).MetricsPort)',
            'fmt.Sprintf("127.0.0.1:%d", options.FromContext(ctx).MetricsPort)',
          ],
          [
            'fmt.Sprintf(":%d", options.FromContext(ctx).HealthProbePort)',
            'fmt.Sprintf("127.0.0.1:%d", options.FromContext(ctx).HealthProbePort)',
          ],
        ],
      },
    ],
  },
  {
    name: "rclone",
    version: "1.75.1",
    module: RCLONE,
    package: ".",
    linkerValues: { "github.com/rclone/rclone/fs.Version": "v1.75.1" },
  },
] as const satisfies readonly Engine[];

/** A program that the clusters run. */
export type EngineName = (typeof CLUSTER_ENGINES)[number]["name"];

function kubernetes<Name extends string>(name: Name): WrappedProgram & { readonly name: Name } {
  return {
    name,
    version: KUBERNETES_VERSION,
    wrapper: "kubernetes",
    package: `k8s.io/kubernetes/cmd/${name}`,
    linkerValues: KUBERNETES_STAMP,
  };
}
