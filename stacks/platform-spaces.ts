import type { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import type { Construct } from "constructs";
import { Namespace } from "../constructs/namespace";
import { ServingPriority } from "../constructs/serving-priority";
import { Traffic } from "../constructs/traffic";
import { inferenceNamespace, inferencePriorityClassName, systemNamespace } from "../spec/names";
import type { Platform } from "../spec/platform";
import { platformAnnotations, platformLabels } from "./space-labels";

/** The platform's own namespaces in one cluster. */
export interface PlatformSpaces {
  readonly system: NamespaceV1;
  readonly inference: NamespaceV1;
}

/** Makes the platform's own namespaces: closed but for DNS, until something there opens what it needs. Models have a priority of their own. */
export function platformSpaces(stack: Construct, platform: Platform): PlatformSpaces {
  new ServingPriority(stack, "serving-priority", { name: inferencePriorityClassName(platform) });
  const space = (id: keyof PlatformSpaces, name: string): NamespaceV1 => {
    const labels = platformLabels(platform);
    const annotations = platformAnnotations(platform);
    const { namespace, ref } = new Namespace(stack, id, { name, labels, annotations });
    new Traffic(stack, `${id}-traffic`, { namespace: ref });
    return namespace;
  };
  return {
    system: space("system", systemNamespace(platform)),
    inference: space("inference", inferenceNamespace(platform)),
  };
}
