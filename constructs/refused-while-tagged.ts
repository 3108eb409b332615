import { DataAwsResourcegroupstaggingapiResources } from "@cdktf/provider-aws/lib/data-aws-resourcegroupstaggingapi-resources";
import type { Construct } from "constructs";

/** What is looked for. */
export interface Tagged {
  /** Types as the tagging API calls them, such as `fsx:file-system`. */
  readonly types: readonly string[];
  /** Tags that a thing must have, all of them. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Looks for things in AWS by their tags, and refuses the plan where one is there.
 *
 * @param otherwise what comes of the plan, as the end of a sentence that begins with the things' ARNs
 */
export function refuseWhileTagged(scope: Construct, { types, tags }: Tagged, otherwise: string): void {
  new DataAwsResourcegroupstaggingapiResources(scope, "Default", {
    resourceTypeFilters: [...types],
    tagFilter: Object.entries(tags).map(([key, value]) => ({ key, values: [value] })),
    lifecycle: {
      postcondition: [
        {
          condition: "${length(self.resource_tag_mapping_list) == 0}",
          errorMessage: `\${join(", ", self.resource_tag_mapping_list[*].resource_arn)} ${otherwise}`,
        },
      ],
    },
  });
}
