import type { FileChange } from "./file-changes";
import type { AttributeChange } from "./plan/attributes";
import type { HiddenCount } from "./plan/secrets";

/** How much a person is needed, least first. */
export const LEVELS = ["note", "look", "danger"] as const;
export type Level = (typeof LEVELS)[number];

/** One thing that a reviewer should know. */
export interface Finding {
  /** Id of a row of `docs/review.md`. */
  readonly rule: string;
  readonly level: Level;
  readonly title: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly stack?: string;
  readonly address?: string;
  readonly line: number;
  readonly column: number;
}

/** A number or a text before and after; `before` is absent where there is no base. */
export interface Shift<T> {
  readonly before?: T;
  readonly after: T;
}

/** GPUs of one model at one side. */
export interface GpuRow {
  readonly side: string;
  readonly gpu: string;
  /** GPUs that are always there. */
  readonly always: Shift<number>;
  /** GPUs at most. */
  readonly most: Shift<number>;
}

/** Money of a month, in USD. */
export interface MoneyRow {
  readonly what: "idle" | "expected" | "worst";
  readonly usd: Shift<number>;
}

/** One line of the bill, in USD a month, that is another than before. */
export interface MoneyLine {
  readonly side: string;
  /** What it pays for: `pool h100`, `s3-standard`. */
  readonly what: string;
  readonly idle: Shift<number>;
  readonly expected: Shift<number>;
  readonly worst: Shift<number>;
}

/** A pool that no sum of the report holds, since its price is not known. */
export interface UnpricedRow {
  readonly pool: string;
  readonly side: string;
  /** Nodes at most that no sum holds; 0 before where the pool is new, or had a price. */
  readonly nodes: Shift<number>;
  /** Their GPUs. */
  readonly gpus: Shift<number>;
}

/** A run and where placement sends it. */
export interface RunRow {
  readonly run: string;
  readonly team: string;
  /** Side and pools that fit, such as `cloud: h100`. */
  readonly place: Shift<string>;
  /** What decided. */
  readonly because: string;
  /** USD of a month's starts; absent where its hours or the pool's price are not known. */
  readonly usd?: Shift<number>;
  readonly changed: boolean;
  /** True where it goes to the other side than before; absent where it was not declared before. */
  readonly sideChanged?: boolean;
}

/** One dataset or model at one place. */
export interface ResidencyRow {
  readonly kind: "dataset" | "model";
  readonly name: string;
  readonly place: string;
  readonly state: Shift<string>;
  readonly changed: boolean;
}

/** A state and what happens to it. */
export interface StateRow {
  readonly stack: string;
  readonly after: readonly string[];
  /** `plan`, `files` where only files were compared, or `none` where nothing was there to compare. */
  readonly source: "plan" | "files" | "none";
  readonly counts: Readonly<Record<string, number>>;
  /** Why it has no plan. */
  readonly because?: string;
}

/** One object that changes, ready to be printed. */
export interface ChangeRow {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly action: string;
  readonly source: "plan" | "files";
  readonly construct?: string;
  /** `file:line` of the platform file. */
  readonly from?: string;
  readonly forcedBy: readonly string[];
  readonly previousAddress?: string;
  readonly importId?: string;
  readonly attributes: readonly AttributeChange[];
}

/** What is destroyed or replaced. */
export interface LossRow {
  readonly stack: string;
  readonly address: string;
  readonly action: string;
  readonly why: string;
  readonly lost: string;
  readonly data: boolean;
  /** Objects that depend on it, by state; its own state among them. */
  readonly dependents: Readonly<Record<string, number>>;
}

/** Something that is protected less than before. */
export interface ProtectionRow {
  readonly stack: string;
  readonly address: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** True where data is lost, or open, without it. */
  readonly ofData: boolean;
}

/** Something that can be reached, or somebody who may do more. */
export interface OpeningRow {
  readonly kind: "network" | "identity";
  readonly what: string;
  readonly who: string;
  readonly stack: string;
  readonly address: string;
  readonly wide: boolean;
}

/** An opening before it is known which object opens. */
export type Opening = Omit<OpeningRow, "stack" | "address">;

/** Everything that the report says; `--format json` prints it as it is. */
export interface Report {
  readonly version: 1;
  readonly platform: string;
  readonly file: string;
  readonly base?: string;
  readonly unchanged: boolean;
  readonly verdict: "unchanged" | "safe" | "needs a look" | "dangerous";
  readonly findings: readonly Finding[];
  readonly fileChanges: readonly FileChange[];
  readonly gpus: readonly GpuRow[];
  readonly money: readonly MoneyRow[];
  /** What the money leaves out, and what it assumes. */
  readonly moneyNotes: readonly string[];
  /** Lines of the bill that differ; empty without a base. */
  readonly moneyLines: readonly MoneyLine[];
  /** Pools that no sum holds. */
  readonly unpriced: readonly UnpricedRow[];
  readonly runs: readonly RunRow[];
  readonly residency: readonly ResidencyRow[];
  readonly losses: readonly LossRow[];
  readonly openings: readonly OpeningRow[];
  readonly protections: readonly ProtectionRow[];
  readonly states: readonly StateRow[];
  readonly changes: readonly ChangeRow[];
  readonly drift: readonly ChangeRow[];
  readonly hidden: HiddenCount;
}
