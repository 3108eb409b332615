import type { JobSetManifest } from "../../jobs/manifest";
import type { Platform } from "../../spec/platform";

/** What a drill works with: a sandbox in which every state is deployed. */
export interface DrillContext {
  /** The sandbox's folder. */
  readonly folder: string;
  readonly platform: Platform;
  /** Folder of the synthesized states. */
  readonly outdir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Manifest of a run that goes to the cloud. */
  readonly burstRun: JobSetManifest;
  /** Pools of the cloud that it may land on. */
  readonly burstPools: readonly string[];
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
