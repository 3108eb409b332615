/**
 * Every default of the platform file, in one table, each with its reason. A default that depends on
 * other keys is a sentence in the schema and a function in `resolve.ts`.
 */
export const DEFAULTS = {
  /** Data outlives a mistaken commit: nothing that holds data can be destroyed. */
  allowDestroy: false,
  tags: {},
  onPrem: {
    /** A bare cluster: everything is installed. */
    existing: [],
    /** Whole GPUs. */
    sharing: "none",
    objectStore: {
      /** Most stores have an interface of their own for users, or an administrator who makes them. */
      external: { iam: false },
      /** The least among which a store can lose one and still agree. */
      provision: { servers: 3 },
    },
  },
  observability: {
    /** On-prem has a Prometheus in any case: its own, or the platform's. */
    onPrem: true,
    /** A Prometheus in EKS is paid for by the hour, also when nothing runs. */
    cloud: false,
    dashboard: true,
    alerts: {
      /** Loading data and compiling kernels may take half an hour; an hour of nothing is a run that hangs, or a notebook. */
      gpuIdleMinutes: 60,
      /** Half of a working day. */
      queueWaitMinutes: 240,
      /** Long enough for a restart of the kubelet. */
      nodeLostMinutes: 5,
      /** Longer than a failover between the tunnels of a VPN, shorter than Kueue's patience with a lost worker. */
      linkDownMinutes: 10,
    },
  },
  cloud: {
    kubernetes: {
      /** The newest version whose standard support outlasts the platform's first quarter (catalog). */
      version: "1.35",
      /** Private endpoint only. */
      publicAccessCidrs: [],
    },
    network: {
      /** The range that EKS itself picks beside a 10/8 VPC. */
      services: "172.20.0.0/16",
      /** One gateway: cheap, and a pool that loses it loses only new image pulls. */
      egress: "nat",
    },
    /** The sides do not reach each other. */
    link: "none",
    pool: {
      /** Nothing idles. */
      minNodes: 0,
      capacity: "onDemand",
      /** Losing a node in mid-training is never a surprise. */
      acceptInterruption: false,
    },
  },
  team: {
    groups: [],
    roleArns: [],
    experiment: {},
    burst: {},
    /** GPUs that nobody uses are lent; their owner gets them back. */
    borrow: true,
  },
  dataset: { cachedOn: [] },
  run: {
    workers: 1,
    needs: {},
    datasets: [],
    timesPerMonth: 1,
    side: "auto",
  },
  model: {
    trainedOn: [],
    /** vLLM does not start where its cache does not hold one sequence of the longest length. */
    attention: { sequences: 1 },
  },
  deployment: {
    /** Of a replica; on a GPU pool the accelerator does the work, on a CPU pool these do. */
    cpus: 4,
    memoryGiB: 16,
    /** One unit of the pool: a GPU, a MIG slice or a time slice. */
    unitsPerReplica: 1,
    /** A language model writes a long answer in minutes. */
    requestTimeoutSec: 300,
  },
  budget: { alertPercents: [50, 80, 100] },
} as const;
