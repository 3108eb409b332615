import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { parse } from "yaml";

/** What one Terraform address holds; tests look into it as they need. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the shape by asserting on it.
export type Resource = Record<string, any>;

/** Synthesizes a stack with both providers of a cluster, validations on, and gives its resources by address. */
export function synthKubernetes(build: (stack: TerraformStack) => void): Record<string, Resource> {
  const stack = new TerraformStack(Testing.app(), "test");
  new KubernetesProvider(stack, "kubernetes", { configContext: "test" });
  new HelmProvider(stack, "helm", { kubernetes: { configContext: "test" } });
  build(stack);
  return byAddress(Testing.synth(stack, true));
}

/** Resources of a synthesized file by address, without cdktf's own notes. */
export function byAddress(json: string): Record<string, Resource> {
  const types: Record<string, Record<string, Resource>> = JSON.parse(json).resource ?? {};
  return Object.fromEntries(
    Object.entries(types).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, { "//": _, ...resource }]) => [`${type}.${name}`, resource]),
    ),
  );
}

/** The one resource of a type, and where several are, the one whose Kubernetes name or release is `name`. */
export function resource(all: Record<string, Resource>, type: string, name?: string): Resource {
  const found = Object.entries(all)
    .filter(([address]) => address.startsWith(`${type}.`))
    .map(([, one]) => one)
    .filter((one) => name === undefined || (one.metadata?.name ?? one.name) === name);
  const [first, second] = found;
  if (!first || second) throw new Error(`${found.length} of ${type} ${name ?? ""}`);
  return first;
}

/** Values of a release, as Helm reads them. */
export function helmValues(release: Resource): Resource {
  return parse(release.values[0]);
}
