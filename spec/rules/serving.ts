import { CPU_PRECISIONS } from "../../catalog/precisions";
import { modelServer, serverHardware } from "../../catalog/servers";
import { DEFAULTS } from "../defaults";
import { formatPath, type Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { DeploymentFile, ModelFile } from "../schema/platform-file";
import { FILL, OVERHEAD, unitsForModel, weightsGiB } from "../serving-memory";
import { type PlacedPool, poolOf } from "./placed-pool";
import { counted, listed } from "./wording";

/** A deployment with what it names, where all of that is there. */
interface Served {
  readonly deployment: DeploymentFile;
  readonly model: ModelFile;
  readonly pool: PlacedPool;
  readonly path: Path;
  readonly modelPath: Path;
}

const NEEDS = ["models", "onPrem.pools", "cloud.pools", "gpus", "instanceTypes"];

/** Whether a model can be served where the file says. */
export const SERVING_RULES: readonly Rule[] = [
  { id: "server-hardware", severity: "error", needs: NEEDS, check: (facts) => servedIn(facts).flatMap(serverOnPool) },
  {
    id: "server-units",
    severity: "error",
    needs: NEEDS,
    check: (facts) =>
      servedIn(facts).flatMap(({ deployment: { unitsPerReplica = 1 }, model, path }): Finding[] =>
        unitsPerReplica === 1 || modelServer(model.server).manyUnits
          ? []
          : [
              {
                path: [...path, "unitsPerReplica"],
                found: `is ${unitsPerReplica}, and server ${model.server} uses one unit`,
                fix: "write 1 and more replicas, or serve the model with vllm or triton",
              },
            ],
      ),
  },
  {
    id: "server-precision",
    severity: "error",
    needs: [],
    check: ({ file }) =>
      file.models.flatMap(({ server, precision }, index): Finding[] => {
        const { precisions } = modelServer(server);
        if (precisions.includes(precision)) return [];
        return [
          {
            path: ["models", index, "precision"],
            found: `is ${precision}, and server ${server} serves ${listed(precisions)}`,
            fix: "use one of them, or another server",
          },
        ];
      }),
  },
  { id: "pool-precision", severity: "error", needs: NEEDS, check: (facts) => servedIn(facts).flatMap(precisionOnPool) },
  { id: "model-too-large", severity: "error", needs: NEEDS, check: (facts) => servedIn(facts).flatMap(memoryOnPool) },
  {
    id: "replica-too-large",
    severity: "error",
    needs: ["onPrem.pools", "cloud.pools", "instanceTypes"],
    check: replicasTooLarge,
  },
];

function servedIn(facts: Facts): readonly Served[] {
  const { models, deployments } = facts.file;
  return deployments.flatMap((deployment, index): Served[] => {
    const at = models.findIndex(({ name }) => name === deployment.model);
    const model = models[at];
    const pool = poolOf(facts, deployment);
    return model && pool ? [{ deployment, model, pool, path: ["deployments", index], modelPath: ["models", at] }] : [];
  });
}

function serverOnPool({ model, pool, path, modelPath }: Served): readonly Finding[] {
  const runsOn = serverHardware(model.server);
  if (pool.isCpu === undefined || runsOn.includes(pool.isCpu ? "cpu" : "gpu")) return [];
  const [has, wants] = pool.isCpu ? ["no GPU", "on GPUs"] : ["GPUs", "on CPUs"];
  return [
    {
      path: [...path, "pool"],
      found: `${pool.name} has ${has}, and ${formatPath([...modelPath, "server"])} ${model.server} runs ${wants} alone`,
      fix: pool.isCpu
        ? "use a pool with GPUs, or openvino, mlserver or custom"
        : "use a pool without GPUs, or another server",
    },
  ];
}

function precisionOnPool({ model, pool, path, modelPath }: Served): readonly Finding[] {
  const precisions = pool.isCpu ? CPU_PRECISIONS : pool.gpus?.gpu.precisions;
  if (!precisions || precisions.includes(model.precision)) return [];
  const hardware = pool.isCpu ? "CPUs compute" : `${pool.gpus?.gpu.name} computes`;
  return [
    {
      path: [...path, "pool"],
      found: `${pool.name} cannot serve ${formatPath([...modelPath, "precision"])} ${model.precision}: ${hardware} in ${listed(precisions)}`,
      fix: "use another pool, or another precision",
    },
  ];
}

function memoryOnPool({ deployment, model, pool, path }: Served): readonly Finding[] {
  if (!pool.gpus) return [];
  const { unit } = pool.gpus;
  const { unitsPerReplica: written } = deployment;
  const units = written ?? DEFAULTS.deployment.unitsPerReplica;
  const weights = weightsGiB(model.parametersBillions, model.precision);
  const needed = weights * OVERHEAD;
  const room = unit.memoryGiB * FILL * units;
  if (needed <= room) return [];
  const most = unit.shared || !modelServer(model.server).manyUnits ? 1 : pool.gpus.perNode;
  const enough = unitsForModel(weights, unit.memoryGiB);
  return [
    {
      path: [...path, written === undefined ? "pool" : "unitsPerReplica"],
      found: `gives model ${model.name} ${round(room)} GiB (${counted(units, "unit")} x ${round(unit.memoryGiB)} GiB x ${FILL}), and it needs ${round(needed)} (weights of ${round(weights)} GiB x ${OVERHEAD})`,
      fix:
        enough <= most
          ? `write unitsPerReplica: ${enough}`
          : "use a pool of GPUs with more memory, or a narrower precision",
    },
  ];
}

/** One decimal is as exact as the estimate is. */
function round(gib: number): string {
  return String(Math.round(gib * 10) / 10);
}

function replicasTooLarge(facts: Facts): readonly Finding[] {
  return facts.file.deployments.flatMap((deployment, index) => {
    const pool = poolOf(facts, deployment);
    const machine = pool?.machine;
    if (!pool || !machine) return [];
    const tooMuch = (key: "cpus" | "memoryGiB", has: number, unit: string): Finding[] =>
      deployment[key] <= has
        ? []
        : [
            {
              path: ["deployments", index, key],
              found: `is ${deployment[key]}, and a node of pool ${pool.name} has ${has} ${unit}`,
              fix: `use less than ${has}: the node's own work needs some`,
            },
          ];
    return [...tooMuch("cpus", machine.vCpus, "vCPUs"), ...tooMuch("memoryGiB", machine.memoryGiB, "GiB")];
  });
}
