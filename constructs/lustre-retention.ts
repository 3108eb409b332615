import { DataAwsResourcegroupstaggingapiResources } from "@cdktf/provider-aws/lib/data-aws-resourcegroupstaggingapi-resources";
import { Construct } from "constructs";

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
    new DataAwsResourcegroupstaggingapiResources(this, "Default", {
      resourceTypeFilters: ["fsx:file-system"],
      tagFilter: [
        { key: platformTag.key, values: [platformTag.value] },
        { key: "Name", values: [name] },
      ],
      lifecycle: {
        postcondition: [
          {
            condition: "${length(self.resource_tag_mapping_list) == 0}",
            errorMessage: `\${join(", ", self.resource_tag_mapping_list[*].resource_arn)} would be destroyed, with all files that are not in the buckets; ${remedy}`,
          },
        ],
      },
    });
  }
}
