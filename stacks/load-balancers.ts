import type { Construct } from "constructs";
import { LoadBalancerRetention } from "../constructs/load-balancer-retention";
import { clusterName } from "../spec/names";
import type { Platform } from "../spec/platform";
import { servingNeeds } from "../spec/serving-needs";
import { inferenceFirst } from "./inference-first";

/** Keeps what the load balancers of served models need to end, where no model has a host any more. */
export function keepLoadBalancers(scope: Construct, platform: Platform): void {
  if (servingNeeds(platform, "cloud").loadBalancer) return;
  new LoadBalancerRetention(scope, "load-balancer-retention", {
    clusterName: clusterName(platform),
    remedy: inferenceFirst(platform, "cloud"),
  });
}
