import type { Platform, Side } from "../spec/platform";
import { HOURS_A_MONTH, servedShare } from "./pool-cost";
import { nodePrice } from "./pool-price";

/** What a served model costs: its replicas' share of their pool's nodes, all month. */
export interface DeploymentCost {
  readonly deployment: string;
  /** Team whose run produces the model; absent where no run does, or runs of several teams do. */
  readonly team?: string;
  readonly side: Side;
  readonly pool: string;
  /** USD of a month at the fewest replicas; absent without a price. */
  readonly usdPerMonth?: number;
  /** USD of a month at the most replicas. */
  readonly usdAtMost?: number;
}

/** The cost of every deployment, in the order of their names. */
export function deploymentCosts(platform: Platform): readonly DeploymentCost[] {
  return platform.deployments.map((deployment) => {
    const { name, model, side, pool: poolName, replicas } = deployment;
    const teams = new Set(platform.runs.filter(({ produces }) => produces === model).map(({ team }) => team));
    const [team] = teams.size === 1 ? teams : [];
    const pool = platform[side]?.pools.find((each) => each.name === poolName);
    const price = pool && nodePrice(platform, pool);
    const where = { deployment: name, ...(team !== undefined && { team }), side, pool: poolName };
    if (!pool || !price) return where;
    const usd = (count: number) =>
      servedShare({ ...deployment, replicas: { ...replicas, min: count } }, pool) * price.usdPerHour * HOURS_A_MONTH;
    return { ...where, usdPerMonth: usd(replicas.min), usdAtMost: usd(replicas.max) };
  });
}
