import { Construct } from "constructs";
import { refuseWhileTagged } from "./refused-while-tagged";

/** Properties for {@link LustreRetention}. */
export interface LustreRetentionProps {
  /** `Name` tag of the file system, as LustreFileSystem has it. */
  readonly name: string;
  /** Tag that only things of this platform have. */
  readonly platformTag: { readonly key: string; readonly value: string };
  /** What to change in the platform file where a plan is refused. */
  readonly remedy: string;
}

/**
 * Refuses the plan that would destroy a Lustre file system because it is no longer declared: `prevent_destroy` goes with the declaration,
 * and protects nothing then.
 *
 * Defines a look-up of file systems by their tags, whose postcondition fails where one is there. To be defined in place of LustreFileSystem.
 */
export class LustreRetention extends Construct {
  constructor(scope: Construct, id: string, { name, platformTag, remedy }: LustreRetentionProps) {
    super(scope, id);
    refuseWhileTagged(
      this,
      { types: ["fsx:file-system"], tags: { [platformTag.key]: platformTag.value, Name: name } },
      `would be destroyed, with all files that are not in the buckets; ${remedy}`,
    );
  }
}
