import { migConfiguration, migConfigurationNames } from "../../catalog/mig";
import { nearest } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import { poolOf } from "./placed-pool";
import { counted, listed, quoted } from "./wording";

/** How GPUs are cut, and how many units a replica takes. */
export const SHARING_RULES: readonly Rule[] = [
  { id: "mig-unsupported", severity: "error", needs: ["gpus"], check: migUnsupported },
  { id: "mig-unknown", severity: "error", needs: ["gpus"], check: migUnknown },
  {
    id: "shared-unit",
    severity: "error",
    needs: ["onPrem.pools", "gpus"],
    check: (facts) =>
      eachDeployment(facts, ({ pool, units }, path) =>
        pool.gpus?.unit.shared && units !== undefined && units > 1
          ? [
              {
                path: [...path, "unitsPerReplica"],
                found: `is ${units}, and pool ${pool.name} shares its GPUs: a replica takes exactly one unit there`,
                fix: "write 1, or use a pool of whole GPUs",
              },
            ]
          : [],
      ),
  },
  {
    id: "units-per-node",
    severity: "error",
    needs: ["onPrem.pools", "cloud.pools", "gpus", "instanceTypes"],
    check: (facts) =>
      eachDeployment(facts, ({ pool, units }, path) =>
        pool.gpus && !pool.gpus.unit.shared && units !== undefined && units > pool.gpus.perNode
          ? [
              {
                path: [...path, "unitsPerReplica"],
                found: `is ${units}, and a node of pool ${pool.name} has ${counted(pool.gpus.perNode, "GPU")}`,
                fix: `use at most ${pool.gpus.perNode}: a replica is one pod, on one node`,
              },
            ]
          : [],
      ),
  },
  {
    id: "cpu-pool-units",
    severity: "error",
    needs: ["onPrem.pools", "cloud.pools", "instanceTypes"],
    check: (facts) =>
      eachDeployment(facts, ({ pool, units }, path) =>
        pool.isCpu && units !== undefined
          ? [
              {
                path: [...path, "unitsPerReplica"],
                found: `is ${units}, and pool ${pool.name} has no GPU`,
                fix: "remove it: cpus and memoryGiB say what a replica takes there",
              },
            ]
          : [],
      ),
  },
];

type Served = { readonly pool: NonNullable<ReturnType<typeof poolOf>>; readonly units: number | undefined };

function eachDeployment(
  facts: Facts,
  check: (served: Served, path: readonly (string | number)[]) => readonly Finding[],
): readonly Finding[] {
  return facts.file.deployments.flatMap((deployment, index) => {
    const pool = poolOf(facts, deployment);
    return pool ? check({ pool, units: deployment.unitsPerReplica }, ["deployments", index]) : [];
  });
}

function migUnsupported({ file, catalog }: Facts): readonly Finding[] {
  return (file.onPrem?.pools ?? []).flatMap(({ gpu: name, sharing }, index): Finding[] => {
    const gpu = name === undefined ? undefined : catalog.gpu(name);
    if (!gpu || sharing === "none" || !("mig" in sharing) || gpu.mig.length > 0) return [];
    return [
      {
        path: ["onPrem", "pools", index, "sharing", "mig"],
        found: `is ${sharing.mig}, and ${gpu.name} has no MIG`,
        fix: "use timeSlices, or none",
      },
    ];
  });
}

function migUnknown({ file, catalog }: Facts): readonly Finding[] {
  return (file.onPrem?.pools ?? []).flatMap(({ gpu: name, sharing }, index): Finding[] => {
    const gpu = name === undefined ? undefined : catalog.gpu(name);
    if (!gpu || sharing === "none" || !("mig" in sharing) || gpu.mig.length === 0 || migConfiguration(gpu, sharing.mig))
      return [];
    const known = migConfigurationNames(gpu).filter((one) => one !== "all-disabled");
    const meant = nearest(sharing.mig, known);
    return [
      {
        path: ["onPrem", "pools", index, "sharing", "mig"],
        found: `${quoted(sharing.mig)} is none of the configurations of ${gpu.name}: ${listed(known)}`,
        fix: meant === undefined ? "use one of them" : `did you mean ${quoted(meant)}?`,
      },
    ];
  });
}
