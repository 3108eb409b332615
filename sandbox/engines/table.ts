/** Something that is built from a Go module. */
export interface Engine {
  /** Name of the program. */
  readonly name: string;
  /** Version that it reports, and that its place in the cache is keyed by. */
  readonly version: string;
  /** Go module, and the version that the module proxy knows: its go.sum gives the checksums. */
  readonly module: string;
  readonly moduleVersion: string;
  /** Package inside the module. */
  readonly package: string;
}

/** A Terraform provider that is built from its own module. */
export interface ProviderEngine extends Engine {
  /** Terraform's name of it, in the namespace hashicorp. */
  readonly provider: "kubernetes" | "helm";
}

/**
 * The Terraform providers. Their release tags are above v1 without a module path to match, so the module proxy knows them by the time and commit
 * of the release alone.
 */
export const PROVIDER_ENGINES: readonly ProviderEngine[] = [
  {
    name: "terraform-provider-kubernetes",
    provider: "kubernetes",
    version: "3.2.1",
    module: "github.com/hashicorp/terraform-provider-kubernetes",
    moduleVersion: "v1.13.4-0.20260821094251-3a33fb6cc605",
    package: ".",
  },
  {
    name: "terraform-provider-helm",
    provider: "helm",
    version: "3.2.0",
    module: "github.com/hashicorp/terraform-provider-helm",
    moduleVersion: "v1.3.3-0.20260629194918-a4f1c1d8b008",
    package: ".",
  },
];
