import type { ServiceItem } from "../catalog/service-prices";
import type { Side } from "../spec/platform";

/** USD of one month of 730 hours, three times. */
export interface Month {
  /** Nothing runs and nobody asks: what is kept up, owned or stored. */
  readonly idleUsd: number;
  /** The declared runs at their `timesPerMonth`, deployments at their fewest replicas. */
  readonly expectedUsd: number;
  /** Every pool at its largest for the whole month. */
  readonly worstUsd: number;
}

/** A price that the sum used. */
export interface UsedPrice {
  /** Instance type, service item or on-prem pool. */
  readonly item: ServiceItem | string;
  readonly usd: number;
  /** What one of it is, such as `node-hour` or `GB-month`. */
  readonly per: string;
  /** Date of the source, or `platform file`. */
  readonly asOf: string;
  /** Key of the source, `platform file`, or `yours` for one of the file's `prices`. */
  readonly source: string;
  /** Why it may differ from the bill; absent where nothing is known against it. */
  readonly caveat?: string;
}

/** One line of the bill. */
export interface CostLine extends Month {
  readonly side: Side;
  /** What it pays for: `pool h100`, `s3-standard`. */
  readonly what: string;
  /**
   * Pool that it belongs to.
   *
   * @default - none: a service
   */
  readonly pool?: string;
}

/** Nothing. */
export const NO_MONTH: Month = { idleUsd: 0, expectedUsd: 0, worstUsd: 0 };

/** The sum of months. */
export function addMonths(months: readonly Month[]): Month {
  return months.reduce<Month>(
    (sum, { idleUsd, expectedUsd, worstUsd }) => ({
      idleUsd: sum.idleUsd + idleUsd,
      expectedUsd: sum.expectedUsd + expectedUsd,
      worstUsd: sum.worstUsd + worstUsd,
    }),
    NO_MONTH,
  );
}
