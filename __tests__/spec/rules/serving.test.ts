import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "weights that fill a GPU to the last tenth",
    fragment: `
      onPrem: { pools: [{ name: lab, gpu: a100-80gb }] }
      models: [{ name: road-detector, server: vllm, precision: int8, parametersBillions: 64.4 }]
    `,
    found: [],
  },
  {
    title: "a little more",
    fragment: `models: [{ name: road-detector, server: vllm, precision: int8, parametersBillions: 64.5 }]`,
    found: [
      "error model-too-large: deployments[0].pool gives model road-detector 72 GiB (1 unit x 80 GiB x 0.9), and it needs 72.1 (weights of 60.1 GiB x 1.2); write unitsPerReplica: 2, or precision: int4, which fits 1 unit of lab",
    ],
  },
  {
    title: "a model that no node can hold",
    fragment: `models: [{ name: road-detector, server: vllm, precision: bf16, parametersBillions: 405 }]`,
    found: [
      "error model-too-large: deployments[0].pool gives model road-detector 72 GiB (1 unit x 80 GiB x 0.9), and it needs 905.2 (weights of 754.4 GiB x 1.2); write precision: int8, which fits 8 units of lab, or use GPUs with more memory",
    ],
  },
  {
    title: "a model for which a slice is too small",
    fragment: `
      onPrem: { pools: [{ name: lab, sharing: { mig: all-1g.10gb } }] }
      models: [{ name: road-detector, precision: fp16, parametersBillions: 7 }]
    `,
    found: [
      "error model-too-large: deployments[0].pool gives model road-detector 9 GiB (1 unit x 10 GiB x 0.9), and it needs 15.6 (weights of 13 GiB x 1.2); write precision: int8, which fits 1 unit of lab, or use GPUs with more memory",
    ],
  },
  {
    title: "a model for which a time slice is too small",
    fragment: `
      onPrem: { pools: [{ name: lab, gpu: t4-16gb, sharing: { timeSlices: 4 } }] }
      models: [{ name: road-detector, precision: fp16, parametersBillions: 2 }]
      runs: [{ name: road-detector, side: cloud }]
    `,
    found: [
      "error model-too-large: deployments[0].pool gives model road-detector 3.6 GiB (1 unit x 4 GiB x 0.9), and it needs 4.5 (weights of 3.7 GiB x 1.2); write precision: int8, which fits 1 unit of lab, or use GPUs with more memory",
    ],
  },
  {
    title: "a model of which no precision fits",
    fragment: `models: [{ name: road-detector, server: vllm, precision: bf16, parametersBillions: 1200 }]`,
    found: [
      "error model-too-large: deployments[0].pool gives model road-detector 72 GiB (1 unit x 80 GiB x 0.9), and it needs 2682.2 (weights of 2235.2 GiB x 1.2); use a pool of GPUs with more memory",
    ],
  },
  {
    // 2 x 32 layers x 8 heads x 128 x 2 bytes are 128 KiB a token: 8 sequences of 32,768 tokens take 32 GiB beside 14.9 x 1.1 of weights.
    title: "a language model whose cache fills what its weights leave",
    fragment: `models: [{ name: road-detector, server: vllm, precision: bf16, parametersBillions: 8, attention: { layers: 32, kvHeads: 8, headDim: 128, contextTokens: 32768, sequences: 13 } }]`,
    found: [],
  },
  {
    title: "one sequence more",
    fragment: `models: [{ name: road-detector, server: vllm, precision: bf16, parametersBillions: 8, attention: { layers: 32, kvHeads: 8, headDim: 128, contextTokens: 32768, sequences: 14 } }]`,
    found: [
      "error model-too-large: deployments[0].pool gives model road-detector 72 GiB (1 unit x 80 GiB x 0.9), and it needs 72.4 (weights of 14.9 GiB x 1.1, and 56 GiB of keys and values for 14 x 32768 tokens); write unitsPerReplica: 2, or precision: int8, which fits 1 unit of lab",
    ],
  },
  {
    title: "heads that divide among the units, and heads that do not",
    fragment: `
      models: [{ name: road-detector, server: vllm, attention: { layers: 32, kvHeads: 8, headDim: 128, contextTokens: 1024 } }]
      deployments: [{ name: road-fra1, unitsPerReplica: 3, replicas: { max: 1 } }]
    `,
    found: [
      "error server-units: deployments[0].unitsPerReplica is 3, into which models[0].attention.kvHeads 8 cannot be divided; use a number that divides 8, or a multiple of it",
    ],
  },
  {
    title: "a model as large as the memory of a CPU replica",
    fragment: `
      models: [{ name: road-detector, server: openvino, precision: int8, parametersBillions: 12.8 }]
      deployments: [{ name: road-fra1, pool: edge }]
    `,
    found: [],
  },
  {
    title: "a larger one",
    fragment: `
      models: [{ name: road-detector, server: openvino, precision: int8, parametersBillions: 12.9 }]
      deployments: [{ name: road-fra1, pool: edge }]
    `,
    found: [
      "error model-too-large: deployments[0].memoryGiB gives model road-detector 14.4 GiB (16 GiB x 0.9), and it needs 14.4 (weights of 12 GiB x 1.2); use at least 17, or a narrower precision",
    ],
  },
  {
    title: "precisions that CPUs have and have not",
    fragment: `
      models: [{ name: road-detector, server: mlserver, precision: tf32 }]
      deployments: [{ name: road-fra1, pool: edge }]
    `,
    found: [
      "error pool-precision: deployments[0].pool edge cannot serve models[0].precision tf32: CPUs compute in fp32, bf16, fp16, int8 and int4; use another pool, or another precision",
    ],
  },
  {
    title: "a server for CPUs on GPUs",
    fragment: `models: [{ name: road-detector, server: openvino }]`,
    found: [
      "error server-hardware: deployments[0].pool lab has GPUs, and models[0].server openvino runs on CPUs alone; use a pool without GPUs, or another server",
    ],
  },
  {
    title: "servers of both kinds of hardware",
    fragment: `models: [{ name: road-detector, server: mlserver }]`,
    found: [],
  },
  {
    title: "a replica as large as a node, and one larger",
    fragment: `
      models: [{ name: road-detector, server: openvino }]
      deployments: [{ name: road-fra1, pool: edge, cpus: 33, replicas: { min: 0, max: 1 } }]
    `,
    found: [
      "error replica-too-large: deployments[0].cpus is 33, and a node of pool edge has 32 vCPUs; use less than 32: the node's own work needs some",
    ],
  },
  {
    title: "a replica on a cloud node that is too small",
    fragment: `
      cloud: { pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 1 }] }
      deployments: [{ name: road-cloud, model: road-detector, version: "7", side: cloud, pool: l4, cpus: 5, memoryGiB: 17, replicas: { min: 0, max: 1 } }]
    `,
    found: [
      "error replica-too-large: deployments[1].cpus is 5, and a node of pool l4 has 4 vCPUs; use less than 4: the node's own work needs some",
      "error replica-too-large: deployments[1].memoryGiB is 17, and a node of pool l4 has 16 GiB; use less than 16: the node's own work needs some",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});

const FOLLOWS = { server: "vllm", side: "onPrem", pool: "lab", more: "" };

test.each([
  ["a server that tells its requests", {}, []],
  [
    "a cloud that has no Prometheus",
    { side: "cloud", pool: "h100" },
    [
      "error request-scaling: deployments[0].requestsPerReplica is 20, and the cloud has no Prometheus that knows requests; write observability: { cloud: true }, or remove it",
    ],
  ],
  ["a cloud that has one", { side: "cloud", pool: "h100", more: "observability: { cloud: true }" }, []],
  [
    "an existing Prometheus of which nobody says where it is",
    { more: "onPrem: { existing: [prometheus] }\nobservability: { labels: {} }" },
    [
      "error request-scaling: deployments[0].requestsPerReplica is 20, and where the existing Prometheus answers is not said; write observability.prometheus, or remove it",
    ],
  ],
  [
    "an existing Prometheus with its address",
    {
      more: "onPrem: { existing: [prometheus] }\nobservability: { labels: {}, prometheus: 'http://prometheus.monitoring:9090' }",
    },
    [],
  ],
])("replicas that follow requests: %s", (_, change, found) => {
  const { server, side, pool, more } = { ...FOLLOWS, ...change };
  expect(
    sentences(`
models: [{ name: road-detector, server: ${server} }]
teams: [{ name: vision, burst: { h100: 24 } }]
deployments: [{ name: road-fra1, side: ${side}, pool: ${pool}, replicas: { min: 1, max: 2 }, requestsPerReplica: 20 }]
${more}
`),
  ).toEqual(found);
});
