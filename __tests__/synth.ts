import { App, TerraformStack, Testing } from "cdktf";

/** Synthesizes what `build` puts into one stack, validations included: `Testing.synthScope` would skip them. */
export function synthStack(build: (stack: TerraformStack) => void): string {
  const stack = new TerraformStack(Testing.app(), "test");
  build(stack);
  return Testing.synth(stack, true);
}

/** Synthesizes one of the platform's stacks, validations included. */
export function synthPlatformStack<T extends TerraformStack>(build: (app: App) => T): string {
  return Testing.synth(build(Testing.app()), true);
}

type Json = Record<string, unknown>;

/** What each Terraform address holds: `{ "kubernetes_labels.lab_fra1-gpu-01": { metadata: … } }`. */
export function byAddress(synthesized: string): Record<string, Json> {
  const types = (JSON.parse(synthesized).resource ?? {}) as Record<string, Record<string, Json>>;
  return Object.fromEntries(
    Object.entries(types).flatMap(([type, names]) =>
      Object.entries(names).map(([name, config]) => [`${type}.${name}`, config]),
    ),
  );
}

/** All resources of one type, as they are configured. */
export function resources(synthesized: string, type: string): Json[] {
  return Object.values((JSON.parse(synthesized).resource?.[type] ?? {}) as Record<string, Json>);
}
