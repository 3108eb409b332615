import { CPU_PRECISIONS } from "../../catalog/precisions";
import { modelServer, serverHardware } from "../../catalog/servers";
import { DEFAULTS } from "../defaults";
import { formatPath, type Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { DeploymentFile, ModelFile } from "../schema/platform-file";
import { servedDeployments } from "../served-deployments";
import { FILL, type Fit, fitOn, holds, neededGiB, neededWords, splits, tenths, weightsGiB } from "../serving-memory";
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
    check: (facts) => servedIn(facts).flatMap(unitsOfServer),
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
  { id: "cache-size", severity: "error", needs: ["models"], check: smallCaches },
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

function unitsOfServer({ deployment: { unitsPerReplica = 1 }, model, path, modelPath }: Served): readonly Finding[] {
  const at = [...path, "unitsPerReplica"];
  if (unitsPerReplica > 1 && !modelServer(model.server).manyUnits)
    return [
      {
        path: at,
        found: `is ${unitsPerReplica}, and server ${model.server} uses one unit`,
        fix: "write 1 and more replicas, or serve the model with vllm or triton",
      },
    ];
  if (splits(model, unitsPerReplica)) return [];
  const { kvHeads } = model.attention ?? { kvHeads: 1 };
  return [
    {
      path: at,
      found: `is ${unitsPerReplica}, into which ${formatPath([...modelPath, "attention", "kvHeads"])} ${kvHeads} cannot be divided`,
      fix: `use a number that divides ${kvHeads}, or a multiple of it`,
    },
  ];
}

function memoryOnPool(served: Served): readonly Finding[] {
  const { deployment, model, pool, path } = served;
  if (pool.isCpu) return memoryOnCpus(served);
  if (!pool.gpus) return [];
  const { unit } = pool.gpus;
  const { unitsPerReplica: written } = deployment;
  const units = written ?? DEFAULTS.deployment.unitsPerReplica;
  if (holds(model, units, unit.memoryGiB)) return [];
  return [
    {
      path: [...path, written === undefined ? "pool" : "unitsPerReplica"],
      found: `gives model ${model.name} ${tenths(unit.memoryGiB * FILL * units)} GiB (${counted(units, "unit")} x ${tenths(unit.memoryGiB)} GiB x ${FILL}), and it needs ${tenths(neededGiB(model, units))} (${neededWords(model, units)})`,
      fix: moreRoom(fitOn(model, pool.gpus), pool.name),
    },
  ];
}

function moreRoom({ units, narrower }: Fit, pool: string): string {
  const narrow =
    narrower && `precision: ${narrower.precision}, which fits ${counted(narrower.units, "unit")} of ${pool}`;
  if (units !== undefined) return `write unitsPerReplica: ${units}${narrow ? `, or ${narrow}` : ""}`;
  return narrow ? `write ${narrow}, or use GPUs with more memory` : "use a pool of GPUs with more memory";
}

function memoryOnCpus({ deployment, model, path }: Served): readonly Finding[] {
  const needed = neededGiB(model, 1);
  const room = deployment.memoryGiB * FILL;
  if (needed <= room) return [];
  return [
    {
      path: [...path, "memoryGiB"],
      found: `gives model ${model.name} ${tenths(room)} GiB (${deployment.memoryGiB} GiB x ${FILL}), and it needs ${tenths(needed)} (${neededWords(model, 1)})`,
      fix: `use at least ${Math.ceil(needed / FILL)}, or a narrower precision`,
    },
  ];
}

/** While a version is replaced by another, both are in the cache. */
function smallCaches({ file }: Facts): readonly Finding[] {
  return servedDeployments(file).flatMap(([{ cache, model: name }, index]): Finding[] => {
    const model = file.models.find((one) => one.name === name);
    if (!cache || !model) return [];
    const two = Math.ceil(2 * weightsGiB(model));
    if (cache.sizeGiB >= two) return [];
    return [
      {
        path: ["deployments", index, "cache", "sizeGiB"],
        found: `is ${cache.sizeGiB}, and two versions of ${name} take ${two} GiB`,
        fix: `use at least ${two}: an update has both`,
      },
    ];
  });
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
