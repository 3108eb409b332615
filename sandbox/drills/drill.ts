import type { Document } from "yaml";
import type { JobSetManifest } from "../../jobs/manifest";
import type { Place } from "../../placement/placement";
import type { StackName } from "../../spec/names";
import type { Platform, Run } from "../../spec/platform";

/** Groups of drills, each held by its name: the sides apart, clusters, AWS and its states, queues, served models. */
export const DRILL_GROUPS = ["link", "cluster", "aws", "queue", "serve"] as const;
/** A group of drills. */
export type DrillGroup = (typeof DRILL_GROUPS)[number];

/**
 * What a drill must find: a state that is deployed, any state of a cluster that is, a run of the file that goes to the cloud or that reads restricted
 * data, an on-prem pool of whole GPUs in which one team may borrow of another, a model that is trained here and served on both sides, state
 * in a bucket, a team at all.
 */
export type DrillNeed =
  | StackName
  | "a cluster"
  | "burst run"
  | "restricted run"
  | "shared pool"
  | "trained model"
  | "state bucket"
  | "a team";

/** A changed copy of the platform file, synthesized: what a team would have committed. */
export interface Variant {
  readonly platform: Platform;
  /** Folder of its synthesized states; the next variant's go there, too. */
  readonly outdir: string;
}

/** What a drill works with: a sandbox in which the states that it needs are deployed. */
export interface DrillContext {
  /** The sandbox's folder. */
  readonly folder: string;
  readonly platform: Platform;
  /** Folder of the synthesized states. */
  readonly outdir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Manifest of a run that goes to the cloud; a drill that needs none may run where the file has none, and reading it throws. */
  readonly burstRun: JobSetManifest;
  /** Pools of the cloud that it may land on. */
  readonly burstPools: readonly string[];
  /** Manifest of a run, of the file or made up, at a place. */
  readonly manifestOf: (run: Run, place: Place) => JobSetManifest;
  /** Changes a copy of the platform file and synthesizes it; throws where the changed file has an error. */
  readonly variant: (change: (file: Document) => void) => Variant;
  /** Ends a drill early: whatever it did is undone all the same. */
  readonly signal: AbortSignal;
  /** Says what is under way. */
  readonly say: (line: string) => void;
}

/** What came of a drill. */
export interface Seen {
  readonly asExpected: boolean;
  /** In words and figures. */
  readonly what: string;
}

/** Something is broken on purpose, and what comes of it is compared with what should. */
export interface Drill {
  readonly name: string;
  readonly group: DrillGroup;
  /**
   * Further groups that it is held with.
   *
   * @default - none
   */
  readonly alsoIn?: readonly DrillGroup[];
  /** Where one is missing, the drill is not held. */
  readonly needs: readonly DrillNeed[];
  readonly does: string;
  readonly expects: string;
  run(context: DrillContext): Promise<Seen>;
  /**
   * Undoes what a drill that failed or was interrupted left behind; called each time.
   *
   * @default - there is nothing to undo
   */
  restore?(context: DrillContext): Promise<void>;
}
