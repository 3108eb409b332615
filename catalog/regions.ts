import type { SourceKey } from "./source";

/** Name of an AWS partition: the second part of each of its ARNs. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov" | "aws-eusc";

/** An AWS region. */
export interface Region {
  /** Name, such as `eu-north-1`. */
  readonly name: string;
  /** Country of the site, ISO 3166-1 alpha-2. It says where the data lies, not whose law reaches the operator. */
  readonly jurisdiction: string;
  readonly partition: Partition;
  /** What its zone ids begin with, such as `eun1`. */
  readonly zonePrefix: string;
  /** Zone names, such as `eu-north-1a`. An account sees these or some of these; which zone a name means differs between accounts. */
  readonly zones: readonly string[];
  /** Zone ids, such as `eun1-az1`: the same zone in every account. Their order is not that of `zones`. */
  readonly zoneIds: readonly string[];
  readonly source: SourceKey;
}

/** The built-in regions. */
export const REGIONS: readonly Region[] = [];
