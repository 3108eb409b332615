import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { CHARTS } from "../catalog/charts";
import { AdmissionPolicies } from "../constructs/admission-policies";
import { ClientCertificates } from "../constructs/client-certificates";
import { ClusterAddOn } from "../constructs/cluster-add-on";
import { type ExistingComponent, ExistingComponents } from "../constructs/existing-components";
import { ExistingGpuOperator } from "../constructs/existing-gpu-operator";
import { GpuOperator, sharingLabels } from "../constructs/gpu-operator";
import { type InventoryNode, InventoryNodes } from "../constructs/inventory-nodes";
import { JobSetController } from "../constructs/job-set-controller";
import { Kueue } from "../constructs/kueue";
import { LabelledNodes } from "../constructs/labelled-nodes";
import { NamedIssuer } from "../constructs/named-issuer";
import { Prometheus } from "../constructs/prometheus";
import { QueueObjects } from "../constructs/queue-objects";
import { TaintedNodes } from "../constructs/tainted-nodes";
import { onPremPurposes } from "../placement/on-prem-purposes";
import type { ImageLocks } from "../spec/image-reference";
import { restrictedTeams } from "../spec/lineage";
import { GPU_TAINT, KUEUE_NAMESPACE, LABELS, systemNamespace } from "../spec/names";
import type { Existing, OnPrem, OnPremPool, Platform } from "../spec/platform";
import { poolLabels } from "../spec/pool-labels";
import { queuesOf } from "../spec/queues";
import { rolesAnywhereCertificateSecretName, rolesAnywhereCommonName } from "../spec/roles-anywhere-names";
import { datasetCopyJobs } from "./dataset-copies";
import { kueueSettings } from "./kueue-settings";
import { onPremObjectStore } from "./object-store";
import { watch } from "./observability";
import { onPremHelm, onPremKubernetes } from "./on-prem-cluster";
import { platformSpaces } from "./platform-spaces";
import { PlatformStack } from "./platform-stack";
import { policyFacts } from "./policy-facts";
import { onPremServingControllers } from "./serving-controllers";
import { platformAnnotations } from "./space-labels";
import { teamSpaces } from "./team-spaces";

/** Who labels the nodes, among others that do. */
const FIELD_MANAGER = "hybrid-gpu-platform";

/** The minor version of a chart's release. */
function minorOf(chart: "cert-manager" | "gpu-operator" | "jobset" | "keda" | "kueue"): string {
  return CHARTS[chart].version.replace(/^v/, "").split(".").slice(0, 2).join(".");
}

/** By what the platform knows that the cluster has a component. What only brings a stable API may have any version. */
const COMPONENTS: Readonly<Record<Existing, ExistingComponent>> = {
  gpuOperator: {
    definition: { name: "clusterpolicies.nvidia.com", version: "v1" },
    controller: { name: "gpu-operator", oldest: minorOf("gpu-operator") },
  },
  certManager: {
    definition: { name: "certificates.cert-manager.io", version: "v1" },
    controller: { name: "cert-manager", oldest: minorOf("cert-manager") },
  },
  prometheus: { definition: { name: "servicemonitors.monitoring.coreos.com", version: "v1" } },
  gateway: { definition: { name: "gateways.gateway.networking.k8s.io", version: "v1" } },
  kueue: {
    definition: { name: "clusterqueues.kueue.x-k8s.io", version: "v1beta2" },
    controller: { name: "kueue", oldest: minorOf("kueue") },
    setting: {
      namespace: KUEUE_NAMESPACE,
      name: "kueue",
      file: "controller_manager_config.yaml",
      path: "resources.quotaCheckStrategy",
      value: "IgnoreUndeclared",
      otherwise: "each run with GPUs waits for ever",
    },
  },
  jobset: {
    definition: { name: "jobsets.jobset.x-k8s.io", version: "v1alpha2" },
    controller: { name: "jobset", oldest: minorOf("jobset") },
  },
  keda: {
    definition: { name: "scaledobjects.keda.sh", version: "v1alpha1" },
    controller: { name: "keda-operator", oldest: minorOf("keda") },
  },
  metricsServer: { apiService: "v1beta1.metrics.k8s.io" },
};

/**
 * The on-prem side, inside a cluster that exists: GPU pools and how they are shared, the queue, and the teams' spaces.
 *
 * It needs nothing of the cloud, and deploys while the cloud is away.
 */
export class OnPremStack extends PlatformStack {
  private readonly annotations: Readonly<Record<string, string>>;

  constructor(
    scope: Construct,
    platform: Platform,
    private readonly onPrem: OnPrem,
    locks: ImageLocks,
  ) {
    super(scope, "on-prem", platform);
    this.annotations = platformAnnotations(platform);
    onPremKubernetes(this, onPrem);
    onPremHelm(this, onPrem);
    this.nodes();
    this.existing();
    const prometheus = this.prometheus();
    this.gpuOperator(prometheus);
    onPremServingControllers(this, platform, onPrem);
    const { system, inference } = platformSpaces(this, platform);
    watch(this, platform, "onPrem", [...prometheus, system]);
    this.policies(system);
    this.certificates([...this.certManager(), system]);
    const queueing = this.queueing();
    const teams = this.teams(queueing);
    onPremObjectStore(this, platform, onPrem, locks, [system, inference, ...teams, ...prometheus]);
    datasetCopyJobs(this, platform, onPrem, locks, [system]);
    this.queues([...queueing, system, ...teams]);
  }

  private lacks(what: Existing): boolean {
    return !this.onPrem.existing.includes(what);
  }

  private existing(): void {
    const { existing, pools } = this.onPrem;
    const components = new Map(existing.map((what) => [what, COMPONENTS[what]]));
    const definition = new ExistingComponents(this, "existing", { components }).definitions.get("gpuOperator");
    if (definition === undefined || !pools.some(({ gpus }) => gpus)) return;
    const mig = pools.some(({ sharing }) => sharing.kind === "mig");
    new ExistingGpuOperator(this, "existing-gpu-operator", { definition, mig, timeSlices: timeSlices(pools) });
  }

  private nodes(): void {
    const { pools } = this.onPrem;
    const labelled = pools.flatMap((pool) => pool.nodes.map((node) => [node, nodeLabels(pool)] as const));
    if (labelled.length === 0) return;
    new LabelledNodes(this, "nodes", { nodes: new Map(labelled), fieldManager: FIELD_MANAGER });
    const { cluster } = new InventoryNodes(this, "inventory", { nodes: inventory(pools) });
    const gpuNodes = pools.filter(({ gpus }) => gpus).flatMap(({ nodes }) => nodes);
    if (gpuNodes.length > 0) new TaintedNodes(this, "tainted-nodes", { cluster, nodes: gpuNodes, taint: GPU_TAINT });
  }

  /** Its monitor of GPU metrics is of a kind that Prometheus' operator brings. */
  private gpuOperator(dependsOn: readonly ITerraformDependable[]): void {
    const { pools, registry: mirror } = this.onPrem;
    if (!pools.some(({ gpus }) => gpus) || !this.lacks("gpuOperator")) return;
    const { observability } = this.platform;
    new GpuOperator(this, "gpu-operator", {
      annotations: this.annotations,
      timeSlices: timeSlices(pools),
      gpuTaint: GPU_TAINT,
      mirror,
      ...(observability.onPrem && { monitorLabels: observability.labels, dependsOn }),
    });
  }

  /** What brings certificates, where the cluster does not have it. */
  private certManager(): readonly ITerraformDependable[] {
    if (!this.lacks("certManager")) return [];
    const addOn = new ClusterAddOn(this, "cert-manager", {
      chart: "cert-manager",
      annotations: this.annotations,
      mirror: this.onPrem.registry,
      values: { crds: { enabled: true } },
    });
    return [addOn.chart.release];
  }

  /** Certificates by which AWS knows what comes from here. */
  private certificates(dependsOn: readonly ITerraformDependable[]): void {
    const { platform, annotations } = this;
    const { certificateIssuer: issuer } = this.onPrem;
    const purposes = onPremPurposes(platform);
    if (purposes.length === 0) return;
    const named = purposes.map((purpose) => [
      rolesAnywhereCommonName(platform, purpose),
      {
        commonName: rolesAnywhereCommonName(platform, purpose),
        secret: rolesAnywhereCertificateSecretName(platform, purpose),
      },
    ]);
    new ClientCertificates(this, "certificates", {
      namespace: systemNamespace(platform),
      annotations,
      issuer,
      certificates: Object.fromEntries(named),
      dependsOn,
    });
    new NamedIssuer(this, "issuer", { name: issuer, dependsOn });
  }

  /** What brings monitors and alert rules, where the cluster does not have it. */
  private prometheus(): readonly ITerraformDependable[] {
    if (!this.lacks("prometheus")) return [];
    const { annotations } = this;
    return [new Prometheus(this, "prometheus", { annotations, mirror: this.onPrem.registry }).addOn.chart.release];
  }

  private queueing(): readonly ITerraformDependable[] {
    const { annotations } = this;
    const mirror = this.onPrem.registry;
    const jobSet = this.lacks("jobset")
      ? [new JobSetController(this, "jobset", { annotations, mirror }).chart.release]
      : [];
    if (!this.lacks("kueue")) return jobSet;
    const kueue = new Kueue(this, "kueue", {
      namespace: KUEUE_NAMESPACE,
      annotations,
      mirror,
      // Kueue looks for the kinds of jobs that it manages when it starts.
      dependsOn: jobSet,
      ...kueueSettings(this.platform, "onPrem"),
    });
    return [...jobSet, kueue.chart.release];
  }

  private teams(queueing: readonly ITerraformDependable[]): readonly ITerraformDependable[] {
    const spaces = teamSpaces(this, this.platform, "onPrem", restrictedTeams(this.platform), queueing);
    return spaces.map(({ namespace }) => namespace.namespace);
  }

  private queues(dependsOn: readonly ITerraformDependable[]): void {
    const { platform, annotations } = this;
    new QueueObjects(this, "queues", {
      namespace: systemNamespace(platform),
      annotations,
      queues: queuesOf(platform, "onPrem", { restrictedTeams: restrictedTeams(platform) }),
      dependsOn,
    });
  }

  private policies(system: ITerraformDependable): void {
    const { platform, annotations } = this;
    new AdmissionPolicies(this, "policies", {
      prefix: platform.name,
      namespace: systemNamespace(platform),
      annotations,
      namespaces: { labels: { [LABELS.platform]: platform.name }, keys: [LABELS.team] },
      ...policyFacts(platform, "onPrem", restrictedTeams(platform)),
      dependsOn: [system],
    });
  }
}

/** What the plan compares the cluster's nodes with. Feature discovery counts whole GPUs only where none is cut. */
function inventory(pools: readonly OnPremPool[]): ReadonlyMap<string, InventoryNode> {
  return new Map(
    pools.flatMap(({ nodes, gpus, sharing }) =>
      nodes.map((node): [string, InventoryNode] => [
        node,
        {
          products: gpus?.gpu.productLabels ?? [],
          ...(gpus && sharing.kind !== "mig" && { gpus: gpus.perNode }),
        },
      ]),
    ),
  );
}

function timeSlices(pools: readonly OnPremPool[]): readonly number[] {
  return pools.flatMap(({ sharing }) => (sharing.kind === "timeSlices" ? [sharing.slices] : []));
}

function nodeLabels(pool: OnPremPool): Readonly<Record<string, string>> {
  return { ...poolLabels(pool), ...sharingLabels(pool.sharing) };
}
