import { z } from "zod";
import { KUBERNETES_VERSIONS } from "../../catalog/eks";
import { DEFAULTS } from "../defaults";
import { cidr, filePath, formatted, hostName, name, objectName, oneOf, positive, url, whole } from "../formats";

/** Words for what an on-prem cluster may have already. */
export const EXISTING = [
  "gpuOperator",
  "certManager",
  "prometheus",
  "gateway",
  "kueue",
  "jobset",
  "keda",
  "metricsServer",
] as const;

/** A Kubernetes minor version that the platform knows. */
export const kubernetesVersion = oneOf(
  "Kubernetes minor version of the cluster, quoted: 1.33 to 1.36.",
  KUBERNETES_VERSIONS,
);

const cpuMachine = z
  .strictObject({
    vCpus: whole("Hardware threads of one node.", 1, 4096),
    memoryGiB: whole("Memory of one node, in GiB.", 1, 65536),
  })
  .describe("Makes it a CPU pool: light hardware without a GPU.");

const sharing = z
  .union(
    [
      z.literal("none"),
      z.strictObject({
        mig: formatted("A uniform NVIDIA MIG configuration, such as all-1g.10gb.", (value) =>
          /^all-[1-9]g\.[1-9][0-9]*gb(\.me)?$/.test(value)
            ? undefined
            : {
                rule: "mig-profile",
                found: `${JSON.stringify(value)} is not a uniform MIG configuration`,
                fix: "write all-<profile>, such as all-1g.10gb",
              },
        ),
      }),
      z.strictObject({ timeSlices: whole("How many pods take turns on one GPU.", 2, 48) }),
    ],
    { error: () => "is none of none, { mig: all-<profile> } or { timeSlices: <2 to 48> }" },
  )
  .default(DEFAULTS.onPrem.sharing)
  .describe("How one GPU is shared: none, { mig } (hard slices) or { timeSlices } (taking turns). One way a pool.");

const cost = z
  .strictObject({
    purchaseUsd: positive("Price of one node, with its share of network and racks, in USD."),
    lifetimeYears: positive("Years until it is written off."),
    powerKw: positive("Mean draw of one node under load, cooling included, in kW."),
    usdPerKwh: positive("Price of electricity, in USD per kWh."),
    operationsUsdPerYear: z.number().nonnegative().describe("Support, staff and space for one node, in USD a year."),
  })
  .describe("What one node costs; the platform derives the price of a GPU-hour from it.");

const pool = z
  .strictObject({
    name: name("pool, unique across both sides", 30),
    formerly: name("pool before it was renamed", 30).optional(),
    gpu: z.string().optional().describe("GPU model: a name of the catalog, or one defined under `gpus:`."),
    gpusPerNode: whole("Whole GPUs in each node.", 1, 16).optional(),
    cpu: cpuMachine.optional(),
    nodes: z
      .array(objectName("Kubernetes name of a node that has joined the cluster."))
      .min(1)
      .max(500)
      .describe("Kubernetes names of the pool's nodes; they have joined the cluster already."),
    sharing,
    usdPerGpuHour: positive("What one owned GPU-hour costs, in USD.").optional(),
    cost: cost.optional(),
  })
  .describe("Alike nodes of the on-prem cluster: GPU nodes (gpu, gpusPerNode) or CPU nodes (cpu).");

const objectStore = z
  .strictObject({
    external: z
      .strictObject({
        endpoint: url("Address of the S3-compatible store."),
        region: z.string().min(1).max(40).describe("Region name that its clients sign with."),
        credentialsSecret: objectName(
          "Secret with an administrator's key in namespace <name>-system: its name, never its value.",
        ),
        iam: z
          .boolean()
          .default(DEFAULTS.onPrem.objectStore.external.iam)
          .describe(
            "The store answers AWS's IAM at its endpoint (SeaweedFS, Ceph with accounts): a job makes a user and a Secret for each namespace and purpose. Otherwise an administrator makes Secrets <namespace>-object-store.",
          ),
      })
      .optional()
      .describe("A store that exists already."),
    provision: z
      .strictObject({
        kind: oneOf("Which store to install.", ["seaweedfs", "rook-ceph"]),
        capacityTiB: positive(
          "Usable capacity, in TiB. A volume has capacityTiB x 2 / servers for seaweedfs, and x 3 / 0.85 / servers for rook-ceph, which warns when it is 0.85 full.",
        ),
        storageClass: objectName(
          "Storage class of local volumes that are bound when a pod asks for them: of mode Block for rook-ceph, of mode Filesystem for seaweedfs.",
        ),
        servers: whole("Machines that share the capacity: each takes one volume.", 3, 500).default(
          DEFAULTS.onPrem.objectStore.provision.servers,
        ),
      })
      .optional()
      .describe("A store that the platform installs."),
  })
  .describe("The on-prem S3-compatible object store: exactly one of external, provision.");

/** Side 1: an existing Kubernetes cluster with owned hardware. */
export const onPrem = z
  .strictObject({
    site: name("site", 20),
    jurisdiction: formatted("Country of the building: ISO 3166-1 alpha-2.", (value) =>
      /^[A-Z]{2}$/.test(value)
        ? undefined
        : {
            rule: "bad-country",
            found: `${JSON.stringify(value)} is not a country code`,
            fix: "write two capital letters, such as DE",
          },
    ),
    kubernetes: z
      .strictObject({
        context: z.string().min(1).max(253).describe("Name of the cluster's context in the kubeconfig."),
        version: kubernetesVersion,
        kubeconfig: filePath("Path of the kubeconfig, relative to the platform file or ~/….").optional(),
      })
      .describe("The existing cluster."),
    network: z
      .strictObject({
        nodes: cidr("Range of the nodes' addresses."),
        pods: cidr("Range of the pods' addresses."),
        services: cidr("Range of the services' addresses."),
      })
      .describe("Address ranges of the cluster."),
    existing: z
      .array(oneOf("Something that the cluster has already.", EXISTING))
      .default([...DEFAULTS.onPrem.existing])
      .describe(
        "What the cluster has already: it is not installed, its version is checked. How it must be set: docs/existing.md.",
      ),
    certificateAuthority: filePath(
      "Public certificate of the site's CA (PEM), relative to the platform file. Needed for burst and for copies between the sides.",
    ).optional(),
    certificateIssuer: objectName(
      "cert-manager ClusterIssuer that signs under certificateAuthority. Default: <name>-ca.",
    ).optional(),
    pools: z.array(pool).min(1).max(500).describe("The owned nodes, by kind."),
    objectStore: objectStore.optional(),
    registry: hostName("Mirror for images and charts, for disconnected sites.").optional(),
  })
  .describe("Side 1: experiments and restricted data, on hardware that is owned.");
