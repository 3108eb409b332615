import { HorizontalPodAutoscalerV2 } from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2";
import { Construct } from "constructs";
import type { ObjectMetadata } from "./object-metadata";

/** Properties for {@link ModelAutoscaler}. */
export interface ModelAutoscalerProps {
  /** Its name is that of the Deployment. */
  readonly metadata: ObjectMetadata;
  readonly min: number;
  readonly max: number;
}

/** Mean CPU use of the replicas, in percent of their request, that it aims at. */
const TARGET_CPU_PERCENT = 70;

/** A replica that goes gives its GPU back after minutes and takes minutes to return: a dip in traffic is waited out. */
const CALM_SEC = 600;

/** One replica less a minute at most, and only after minutes of calm: in the words of a HorizontalPodAutoscaler. */
export const CALM_BEHAVIOR = {
  scaleDown: {
    stabilizationWindowSeconds: CALM_SEC,
    selectPolicy: "Max",
    policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
  },
} as const;

/**
 * Changes the number of replicas between two bounds, by what they use of their CPUs.
 *
 * Defines one `kubernetes_horizontal_pod_autoscaler_v2`. The cluster must serve resource metrics (metrics-server).
 */
export class ModelAutoscaler extends Construct {
  constructor(scope: Construct, id: string, { metadata, min, max }: ModelAutoscalerProps) {
    super(scope, id);
    const { policies, ...scaleDown } = CALM_BEHAVIOR.scaleDown;
    new HorizontalPodAutoscalerV2(this, "Default", {
      metadata,
      spec: {
        minReplicas: min,
        maxReplicas: max,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: metadata.name },
        metric: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: TARGET_CPU_PERCENT } },
          },
        ],
        behavior: { scaleDown: [{ ...scaleDown, policy: policies.map((policy) => ({ ...policy })) }] },
      },
    });
  }
}
