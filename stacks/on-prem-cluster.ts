import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import { literal } from "../constructs/literal";
import type { OnPrem } from "../spec/platform";
import { fromStack } from "./platform-stack";

/** The Kubernetes provider of a stack, on the on-prem cluster. Without a kubeconfig in the platform file, KUBE_CONFIG_PATH names it. */
export function onPremKubernetes(stack: TerraformStack, onPrem: OnPrem): KubernetesProvider {
  return new KubernetesProvider(stack, "kubernetes", login(onPrem));
}

/** The Helm provider of a stack, on the on-prem cluster. */
export function onPremHelm(stack: TerraformStack, onPrem: OnPrem): HelmProvider {
  return new HelmProvider(stack, "helm", { kubernetes: login(onPrem) });
}

function login({ kubernetes: { context, kubeconfig } }: OnPrem): { configContext: string; configPath?: string } {
  return { configContext: literal(context), ...(kubeconfig !== undefined && { configPath: fromStack(kubeconfig) }) };
}
