import type { Catalog } from "../catalog/catalog";
import type { Path, Severity } from "./problem";
import type { PlatformFile } from "./schema/platform-file";

/** What a rule may look at. */
export interface Facts {
  /** The file after shape checks and defaults; lists in the file's order, so that indexes are places. */
  readonly file: PlatformFile;
  /** The catalog with the file's own rows. */
  readonly catalog: Catalog;
  /** The moment that decides what has ended. */
  readonly now: Date;
  /** Reads a file named by the platform file; undefined where it is missing. */
  readonly readFile: (path: string) => string | undefined;
  /**
   * Whether a place stands in the text after another: of two values that disagree, the later one is the place of the problem. A value
   * that is not written down, such as a default, comes before all others.
   */
  readonly isLater: (path: Path, than: Path) => boolean;
}

/** What a rule found at one place. */
export interface Finding {
  readonly path: Path;
  readonly found: string;
  readonly fix: string;
}

/** One thing that must hold of a platform file. */
export interface Rule {
  /** Kebab-case; the heading of its section in `docs/rules.md`. */
  readonly id: string;
  readonly severity: Severity;
  /**
   * Parts of the file that must have their right shape before the rule can tell, such as `cloud.pools`: while one of them has an
   * item or key of the wrong shape, the rule waits. A rule that looks at one item at a time needs none.
   */
  readonly needs: readonly string[];
  readonly check: (facts: Facts) => readonly Finding[];
}
