import { EcrPullThroughCacheRule } from "@cdktf/provider-aws/lib/ecr-pull-through-cache-rule";
import { Construct } from "constructs";
import { check } from "./validation";

/** Properties for {@link PullThroughCaches}. */
export interface PullThroughCachesProps {
  /** Upstream registry by prefix of the repositories in ECR, such as `acme/quay` and `quay.io`. */
  readonly registries: ReadonlyMap<string, string>;
}

/**
 * Public registries that nodes without a way out reach through the account's ECR.
 *
 * Defines a pull-through cache a registry. It holds no login: registries that ask for one (Docker Hub, GitHub, NVIDIA) must be mirrored.
 */
export class PullThroughCaches extends Construct {
  constructor(scope: Construct, id: string, { registries }: PullThroughCachesProps) {
    super(scope, id);
    check(
      this,
      ...[...registries.keys()].map((prefix) =>
        /^(?=.{2,30}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/.test(prefix)
          ? undefined
          : `registries must have prefixes that ECR takes (2 to 30 of a-z, 0-9, single "-", "." or "_", "/"), got "${prefix}"`,
      ),
    );
    for (const [prefix, upstream] of registries)
      new EcrPullThroughCacheRule(this, upstream, { ecrRepositoryPrefix: prefix, upstreamRegistryUrl: upstream });
  }
}
