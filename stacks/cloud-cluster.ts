import { DataAwsEksCluster } from "@cdktf/provider-aws/lib/data-aws-eks-cluster";
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Fn, type TerraformStack } from "cdktf";
import { clusterName } from "../spec/names";
import type { Cloud, Platform } from "../spec/platform";

/** How a provider reaches the EKS cluster: a token for each call, none in the state. */
export interface CloudLogin {
  readonly host: string;
  /** In base64, as EKS gives it. */
  readonly certificateAuthority: string;
  readonly exec: { readonly apiVersion: string; readonly command: string; readonly args: string[] };
}

/** Looks the EKS cluster up by its name: the stack can be planned once the cluster is there. Its stack has an AWS provider. */
export function cloudLogin(stack: TerraformStack, platform: Platform, { region }: Cloud): CloudLogin {
  const name = clusterName(platform);
  const cluster = new DataAwsEksCluster(stack, "cluster", { name });
  return {
    host: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthority.get(0).data,
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "aws",
      args: ["eks", "get-token", "--cluster-name", name, "--region", region.name, "--output", "json"],
    },
  };
}

/** The Kubernetes provider of a stack, on the EKS cluster. */
export function cloudKubernetes(stack: TerraformStack, { exec, ...login }: CloudLogin): KubernetesProvider {
  return new KubernetesProvider(stack, "kubernetes", { ...cluster(login), exec: [exec] });
}

/** The Helm provider of a stack, on the EKS cluster. */
export function cloudHelm(stack: TerraformStack, { exec, ...login }: CloudLogin): HelmProvider {
  return new HelmProvider(stack, "helm", { kubernetes: { ...cluster(login), exec } });
}

function cluster({ host, certificateAuthority }: Omit<CloudLogin, "exec">) {
  return { host, clusterCaCertificate: Fn.base64decode(certificateAuthority) };
}
