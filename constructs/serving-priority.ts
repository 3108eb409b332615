import { PriorityClassV1 } from "@cdktf/provider-kubernetes/lib/priority-class-v1";
import { Construct } from "constructs";

/** Properties for {@link ServingPriority}. */
export interface ServingPriorityProps {
  readonly name: string;
}

/** Above runs, whose pods are 0; far below the cluster's own, which begin at 2,000,000,000. */
const VALUE = 1_000_000;

/**
 * The priority of served models: where CPU or memory is short, runs make room for them.
 *
 * Defines a PriorityClass. It is nobody's default.
 */
export class ServingPriority extends Construct {
  constructor(scope: Construct, id: string, { name }: ServingPriorityProps) {
    super(scope, id);
    new PriorityClassV1(this, "Default", {
      metadata: { name },
      value: VALUE,
      globalDefault: false,
      description: "Served models: above all runs.",
    });
  }
}
