import { DataAwsResourcegroupstaggingapiResources } from "@cdktf/provider-aws/lib/data-aws-resourcegroupstaggingapi-resources";
import { Construct } from "constructs";
import { CLUSTER_TAG } from "./load-balancer-policy";

/** Properties for {@link LoadBalancerRetention}. */
export interface LoadBalancerRetentionProps {
  readonly clusterName: string;
  /** What to do where a plan is refused. */
  readonly remedy: string;
}

/**
 * Refuses the plan that would take from AWS Load Balancer Controller what it needs to end the load balancers that it made.
 *
 * Defines a look-up of load balancers and target groups with the cluster's name, whose postcondition fails where one is there. To be defined
 * in place of the controller's identity.
 */
export class LoadBalancerRetention extends Construct {
  constructor(scope: Construct, id: string, { clusterName, remedy }: LoadBalancerRetentionProps) {
    super(scope, id);
    new DataAwsResourcegroupstaggingapiResources(this, "Default", {
      resourceTypeFilters: ["elasticloadbalancing:loadbalancer", "elasticloadbalancing:targetgroup"],
      tagFilter: [{ key: CLUSTER_TAG, values: [clusterName] }],
      lifecycle: {
        postcondition: [
          {
            condition: "${length(self.resource_tag_mapping_list) == 0}",
            errorMessage: `\${join(", ", self.resource_tag_mapping_list[*].resource_arn)} would never end: this plan takes away what AWS Load Balancer Controller needs for it; ${remedy}. What has just ended may be found for some minutes more`,
          },
        ],
      },
    });
  }
}
