import { resolveCapacity } from "../resolve";
import type { Facts, Finding, Rule } from "../rule";
import type { CloudPoolFile } from "../schema/platform-file";
import { counted } from "./wording";

/** Where cloud nodes come from, and how many. */
export const CAPACITY_RULES: readonly Rule[] = [
  {
    id: "node-range",
    severity: "error",
    needs: [],
    check: (facts) =>
      eachPool(facts, ({ minNodes, maxNodes }, path) => {
        if (minNodes <= maxNodes) return [];
        const isMinLater = facts.isLater([...path, "minNodes"], [...path, "maxNodes"]);
        return [
          isMinLater
            ? {
                path: [...path, "minNodes"],
                found: `${minNodes} is more than maxNodes ${maxNodes}`,
                fix: `use at most ${maxNodes}, or raise maxNodes`,
              }
            : {
                path: [...path, "maxNodes"],
                found: `${maxNodes} is less than minNodes ${minNodes}`,
                fix: `use at least ${minNodes}, or lower minNodes`,
              },
        ];
      }),
  },
  {
    id: "spot-interruption",
    severity: "error",
    needs: [],
    check: (facts) =>
      eachCapacity(facts, ({ kind }, path, { acceptInterruption }) =>
        kind === "spot" && !acceptInterruption
          ? [
              {
                path,
                found: "is spot: AWS takes such nodes back at two minutes' notice",
                fix: "add acceptInterruption: true to the pool, or use onDemand",
              },
            ]
          : [],
      ),
  },
  {
    id: "spot-gang",
    severity: "warning",
    needs: ["instanceTypes"],
    check: (facts) =>
      eachCapacity(facts, ({ kind }, path, { instanceType, zone, maxNodes }) => {
        const type = facts.catalog.instanceType(instanceType);
        if (kind !== "spot" || zone === undefined || !type?.efaInterfaces || maxNodes === 1) return [];
        return [
          {
            path,
            found: "is spot in a pool with EFA: when one node is taken back, every worker of its run starts again",
            fix: "use onDemand for runs over several nodes, or checkpoint often",
          },
        ];
      }),
  },
  {
    id: "spot-one-zone",
    severity: "warning",
    needs: ["instanceTypes"],
    check: spotInOneZone,
  },
  {
    id: "capacity-block-type",
    severity: "error",
    needs: ["instanceTypes"],
    check: (facts) =>
      eachCapacity(facts, ({ kind }, path, { instanceType }) => {
        const type = facts.catalog.instanceType(instanceType);
        if (kind !== "capacityBlock" || !type || type.capacityBlock) return [];
        return [
          {
            path: [...path, "capacityBlock"],
            found: `is a Capacity Block, and ${instanceType} is not sold so`,
            fix: "use onDemand, spot or a reservation",
          },
        ];
      }),
  },
  {
    id: "capacity-block-ended",
    severity: "error",
    needs: [],
    check: (facts) =>
      eachCapacity(facts, (capacity, path) => {
        if (capacity.kind !== "capacityBlock" || Date.parse(capacity.endsAt) > facts.now.getTime()) return [];
        return [
          {
            path: [...path, "capacityBlock", "endsAt"],
            found: `${capacity.endsAt} has passed: the block ${capacity.id} has ended`,
            fix: "name another block, or another capacity",
          },
        ];
      }),
  },
  {
    id: "capacity-block-zone",
    severity: "error",
    needs: [],
    check: (facts) =>
      eachCapacity(facts, ({ kind }, path, { zones }) =>
        kind === "capacityBlock" && zones !== undefined && zones.length > 1
          ? [
              {
                path: [...path, "capacityBlock"],
                found: `is in one zone, and the pool spans ${zones.length}`,
                fix: "write zone: with the zone of the block",
              },
            ]
          : [],
      ),
  },
  {
    id: "capacity-block-idle",
    severity: "error",
    needs: [],
    check: (facts) =>
      eachPool(facts, ({ minNodes, capacity }, path) => {
        const [first] = [capacity].flat().map(resolveCapacity);
        if (minNodes === 0 || first?.kind !== "capacityBlock") return [];
        return [
          {
            path: [...path, "minNodes"],
            found: `keeps ${counted(minNodes, "node")} up, and a Capacity Block ends`,
            fix: "remove minNodes, or put another capacity first",
          },
        ];
      }),
  },
];

/** What keeps a pool to one zone is no fault: several network cards, nodes that work together by EFA, Lustre, where the type is. */
function spotInOneZone(facts: Facts): readonly Finding[] {
  const { cloud } = facts.file;
  return eachCapacity(facts, ({ kind }, path, pool) => {
    const { instanceType, zone, zones = [], maxNodes, capacity } = pool;
    const type = facts.catalog.instanceType(instanceType);
    const [only, ...others] = zone === undefined ? zones : [zone];
    if (kind !== "spot" || !type || only === undefined || others.length > 0 || [capacity].flat().length > 1) return [];
    const bound =
      type.networkCards > 1 ||
      (zone !== undefined && type.efaInterfaces > 0 && maxNodes > 1) ||
      cloud?.storage?.lustre?.zone === only ||
      type.zoneIds.get(cloud?.region ?? "")?.length === 1;
    return bound
      ? []
      : [
          {
            path,
            found: `is spot in ${only} alone: where AWS has none left there, runs wait`,
            fix: "write zones: with a second zone, or a list with another capacity",
          },
        ];
  });
}

type PoolPath = readonly (string | number)[];

function eachPool(
  { file }: Facts,
  check: (pool: CloudPoolFile, path: PoolPath) => readonly Finding[],
): readonly Finding[] {
  return (file.cloud?.pools ?? []).flatMap((pool, index) => check(pool, ["cloud", "pools", index]));
}

/** Every entry of every pool's capacity, with its own place. */
function eachCapacity(
  facts: Facts,
  check: (capacity: ReturnType<typeof resolveCapacity>, path: PoolPath, pool: CloudPoolFile) => readonly Finding[],
): readonly Finding[] {
  return eachPool(facts, (pool, poolPath) => {
    const path = [...poolPath, "capacity"];
    return Array.isArray(pool.capacity)
      ? pool.capacity.flatMap((one, index) => check(resolveCapacity(one), [...path, index], pool))
      : check(resolveCapacity(pool.capacity), path, pool);
  });
}
