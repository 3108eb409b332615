import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CHARTS } from "../catalog/charts";
import { STORE_PORTS } from "../spec/object-store";
import { CLIENT_LABEL } from "../spec/serving-names";
import { ChartRelease } from "./chart-release";
import { ClusterAddOn } from "./cluster-add-on";
import { retained } from "./retention";

/** Properties for {@link RookCeph}. */
export interface RookCephProps {
  readonly annotations: Readonly<Record<string, string>>;
  /** Name of the object store. */
  readonly store: string;
  /** What can be stored, in TiB; there are three copies of it. */
  readonly capacityTiB: number;
  /** Storage class of local volumes of mode Block that are bound when a pod asks for them. */
  readonly storageClass: string;
  /** Volumes of equal size, each on a machine of its own: at least 3. */
  readonly servers: number;
  /** Name that the storage class of claims of buckets gets. A bucket whose claim goes stays. */
  readonly bucketClass: string;
  /** Labels of the namespaces whose pods may ask the store. */
  readonly clients: Readonly<Record<string, string>>;
  /** True lets Terraform remove it. Rook itself removes no store that has buckets. */
  readonly allowDestroy: boolean;
  /** Taint of machines whose disks may be used all the same. */
  readonly tolerated: { readonly key: string; readonly effect: string };
  /**
   * Labels of its alert rules: the cluster's Prometheus reads them, and Ceph's metrics.
   *
   * @default - nothing watches it
   */
  readonly ruleLabels?: Readonly<Record<string, string>>;
  /**
   * Registry that mirrors charts and images.
   *
   * @default - the charts' own repository, Docker Hub and Quay
   */
  readonly mirror?: string;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Each object is on three machines: with two, one that fails during a repair may lose data. */
const COPIES = 3;
/** Above this share Ceph warns that it is nearly full, and at 0.95 it takes nothing more (mon_osd_nearfull_ratio, mon_osd_full_ratio). */
const NEARLY_FULL = 0.85;
const GATEWAYS = 2;
/** Namespaces with a Prometheus: the platform's, and one that is said to be. */
const PROMETHEUS = [
  { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-prometheus-stack" } } },
  { namespaceSelector: { matchLabels: { [CLIENT_LABEL.key]: CLIENT_LABEL.value } } },
];
/** Where Ceph's manager and its exporter answer Prometheus. */
const METRICS_PORTS = [9283, 9926];

/**
 * Ceph, run by Rook on the disks of the cluster's own machines: an S3-compatible object store and nothing else.
 *
 * Defines the namespace of Rook's operator, the releases of its two charts and who may talk to their pods: three monitors, a volume a machine, encrypted
 * at rest, and two gateways that answer S3 on port 80 of the Service `rook-ceph-rgw-<store>`. It defines no bucket and no user. Monitors keep their
 * data under `/var/lib/rook` of three machines. Rook 1.20 needs the definitions of the CSI operator, which runs and drives nothing
 * (https://github.com/rook/rook/issues/18329).
 */
export class RookCeph extends Construct {
  /** The release of the cluster: users and claims of buckets can be made after it. */
  public readonly cluster: ChartRelease;

  constructor(scope: Construct, id: string, props: RookCephProps) {
    super(scope, id);
    const { annotations, allowDestroy, ruleLabels, mirror, dependsOn } = props;
    const operator = new ClusterAddOn(this, "operator", {
      chart: "rook-ceph",
      annotations,
      // it drives disks.
      podSecurity: "privileged",
      mirror,
      dependsOn,
      values: {
        currentNamespaceOnly: true,
        // it hears claims in every namespace: nobody may make one by a role that others have.
        rbacAggregate: { enableOBCs: false },
        obcAllowAdditionalConfigFields: "bucketOwner,bucketPolicy",
        monitoring: { enabled: ruleLabels !== undefined },
      },
    });
    this.cluster = new ChartRelease(this, "Default", {
      chart: CHARTS["rook-ceph-cluster"],
      name: "rook-ceph-cluster",
      namespace: operator.namespace,
      mirror,
      dependsOn: [operator.chart.release],
      values: clusterValues(props),
    });
    for (const { release } of [operator.chart, this.cluster]) release.lifecycle = retained(allowDestroy).lifecycle;
    this.traffic(operator.namespace, props);
  }

  /** Monitors and volumes talk with each other alone, and clients with the gateways. */
  private traffic(namespace: string, { clients, ruleLabels }: RookCephProps): void {
    const comesIn = (id: string, podSelector: object, from: readonly object[], ports: readonly number[]) =>
      new NetworkPolicyV1(this, id, {
        metadata: { name: id, namespace },
        spec: {
          podSelector,
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [...from],
              ...(ports.length > 0 && { ports: ports.map((one) => ({ port: `${one}`, protocol: "TCP" })) }),
            },
          ],
        },
      });
    comesIn("within", {}, [{ podSelector: {} }], []);
    comesIn(
      "clients",
      app("rook-ceph-rgw"),
      [{ namespaceSelector: { matchLabels: clients } }],
      [STORE_PORTS["rook-ceph"]],
    );
    if (ruleLabels) comesIn("metrics", app("rook-ceph-mgr", "rook-ceph-exporter"), PROMETHEUS, METRICS_PORTS);
  }
}

/** Its operator is in the same namespace, as the chart takes for given. */
function clusterValues(props: RookCephProps): object {
  const { store, capacityTiB, storageClass, servers, bucketClass, tolerated, ruleLabels } = props;
  const sizeGiB = Math.ceil((capacityTiB * 1024 * COPIES) / NEARLY_FULL / servers);
  const tolerations = [{ key: tolerated.key, operator: "Exists", effect: tolerated.effect }];
  const pool = { failureDomain: "host", replicated: { size: COPIES } };
  return {
    monitoring: {
      enabled: ruleLabels !== undefined,
      createPrometheusRules: ruleLabels !== undefined,
      ...(ruleLabels && { prometheusRule: { labels: ruleLabels } }),
    },
    cephClusterSpec: {
      dashboard: { enabled: false },
      // of its monitors, which its operator makes.
      ...(ruleLabels && { labels: { monitoring: ruleLabels } }),
      placement: { all: { tolerations } },
      storage: {
        useAllNodes: false,
        useAllDevices: false,
        storageClassDeviceSets: [
          {
            name: "data",
            count: servers,
            // a local volume goes with its machine.
            portable: false,
            encrypted: true,
            // a volume stays where it was prepared.
            preparePlacement: onePerMachine("rook-ceph-osd", "rook-ceph-osd-prepare"),
            volumeClaimTemplates: [
              {
                metadata: { name: "data" },
                spec: {
                  storageClassName: storageClass,
                  volumeMode: "Block",
                  accessModes: ["ReadWriteOnce"],
                  resources: { requests: { storage: `${sizeGiB}Gi` } },
                },
              },
            ],
          },
        ],
      },
    },
    cephBlockPools: [],
    cephFileSystems: [],
    cephObjectStores: [
      {
        name: store,
        spec: {
          metadataPool: pool,
          dataPool: { ...pool, parameters: { bulk: "true" } },
          preservePoolsOnDelete: true,
          gateway: {
            port: 80,
            instances: GATEWAYS,
            // as the chart has it for the store that it makes of itself.
            priorityClassName: "system-cluster-critical",
            resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } },
            placement: { tolerations, ...onePerMachine("rook-ceph-rgw") },
          },
        },
        storageClass: { enabled: true, name: bucketClass, reclaimPolicy: "Retain" },
      },
    ],
  };
}

function onePerMachine(...names: readonly string[]): object {
  return {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: app(...names),
      },
    ],
  };
}

function app(...names: readonly string[]): { matchExpressions: object[] } {
  return { matchExpressions: [{ key: "app", operator: "In", values: [...names] }] };
}
