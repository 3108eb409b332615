import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { Namespace } from "../constructs/namespace";
import { ServingPriority } from "../constructs/serving-priority";
import { Traffic } from "../constructs/traffic";
import { inferenceNamespace, inferencePriorityClassName, systemNamespace } from "../spec/names";
import type { Platform } from "../spec/platform";
import { platformAnnotations, platformLabels } from "./space-labels";

/** The platform's own namespaces in one cluster, `system` and `inference`: closed but for DNS, until something there opens what it needs. */
export function platformSpaces(stack: Construct, platform: Platform): readonly ITerraformDependable[] {
  const labels = platformLabels(platform);
  const annotations = platformAnnotations(platform);
  new ServingPriority(stack, "serving-priority", { name: inferencePriorityClassName(platform) });
  const names = { system: systemNamespace(platform), inference: inferenceNamespace(platform) };
  return (["system", "inference"] as const).map((id) => {
    const { namespace, ref } = new Namespace(stack, id, { name: names[id], labels, annotations });
    new Traffic(stack, `${id}-traffic`, { namespace: ref });
    return namespace;
  });
}
