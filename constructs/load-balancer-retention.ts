import { Construct } from "constructs";
import { CLUSTER_TAG } from "./load-balancer-policy";
import { refuseWhileTagged } from "./refused-while-tagged";

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
    refuseWhileTagged(
      this,
      {
        types: ["elasticloadbalancing:loadbalancer", "elasticloadbalancing:targetgroup"],
        tags: { [CLUSTER_TAG]: clusterName },
      },
      `would never end: this plan takes away what AWS Load Balancer Controller needs for it; ${remedy}. What has just ended may be found for some minutes more`,
    );
  }
}
