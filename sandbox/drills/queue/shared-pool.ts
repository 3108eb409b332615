import type { OnPremPool, Platform } from "../../../spec/platform";

/** An on-prem pool of whole GPUs in which one team may borrow what another leaves idle. */
export interface SharedPool {
  readonly pool: OnPremPool;
  /** Team that takes more than its own. */
  readonly borrower: string;
  /** Team whose GPUs it takes. */
  readonly lender: string;
  /** GPUs of one run of a drill: one worker on one node. */
  readonly gpusPerRun: number;
  /** Runs of that size that fill the pool. */
  readonly fillingRuns: number;
}

/** The first pool of a platform in which a drill can borrow; undefined where there is none. */
export function sharedPool({ onPrem, teams }: Platform): SharedPool | undefined {
  for (const pool of onPrem?.pools ?? []) {
    const { gpus } = pool;
    if (!gpus || gpus.unit.shared || pool.nodes.length < 2) continue;
    const owners = teams.filter(({ experiment }) => (experiment.get(pool.name) ?? 0) > 0);
    const borrower = owners.findLast(({ borrow }) => borrow);
    const lender = owners.find((team) => team !== borrower);
    if (!borrower || !lender) continue;
    const gpusPerRun = Math.min(
      gpus.perNode,
      ...[borrower, lender].map(({ experiment }) => experiment.get(pool.name) ?? 0),
    );
    // runs of that size must fill each node.
    if (gpus.perNode % gpusPerRun !== 0) continue;
    const fillingRuns = gpus.units / gpusPerRun;
    return { pool, borrower: borrower.name, lender: lender.name, gpusPerRun, fillingRuns };
  }
  return undefined;
}

/** @throws Error where a drill cannot borrow */
export function poolToShare(platform: Platform): SharedPool {
  const shared = sharedPool(platform);
  if (!shared) throw new Error("no on-prem pool of whole GPUs has two teams, one of which may borrow");
  return shared;
}
