import { EcrPullThroughCacheRule } from "@cdktf/provider-aws/lib/ecr-pull-through-cache-rule";
import { EcrRepositoryCreationTemplate } from "@cdktf/provider-aws/lib/ecr-repository-creation-template";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { type AwsLocation, regionalArn } from "./arn";
import { policyDocument, trustOf } from "./policy-document";
import { check } from "./validation";

/** Properties for {@link PullThroughCaches}. */
export interface PullThroughCachesProps {
  readonly location: AwsLocation;
  /** Upstream registry by prefix of the repositories in ECR, such as `acme/quay` and `quay.io`. */
  readonly registries: ReadonlyMap<string, string>;
  /** The role as which ECR makes the repositories. */
  readonly roleName: string;
  /** Key of the images, a customer's own. */
  readonly keyArn: string;
  /** Tags of the repositories: the provider's own do not reach what ECR makes. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Images that a repository keeps; the index and each architecture of an image count alone. By number and not by age: an image that nodes
 * run today may have been cached a year ago.
 */
const IMAGES_KEPT = 100;

/**
 * Public registries that nodes without a way out reach through the account's ECR.
 *
 * Defines a pull-through cache a registry, and the template and role by which ECR makes its repositories: encrypted by the key, tags that
 * never move, no policy, so that the account's identities alone decide who pulls. It holds no login: registries that ask for one (Docker
 * Hub, GitHub, NVIDIA) must be mirrored. It does not turn on scans: a template has none, and the registry's setting is the whole region's.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
 */
export class PullThroughCaches extends Construct {
  constructor(scope: Construct, id: string, props: PullThroughCachesProps) {
    super(scope, id);
    const { registries, keyArn, tags } = props;
    check(
      this,
      ...[...registries.keys()].map((prefix) =>
        /^(?=.{2,30}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/.test(prefix)
          ? undefined
          : `registries must have prefixes that ECR takes (2 to 30 of a-z, 0-9, single "-", "." or "_", "/"), got "${prefix}"`,
      ),
    );
    const { role, policy } = this.maker(props);
    for (const [prefix, upstream] of registries) {
      const template = new EcrRepositoryCreationTemplate(this, `${upstream}-repositories`, {
        prefix,
        description: `Images of ${upstream}`,
        appliedFor: ["PULL_THROUGH_CACHE"],
        customRoleArn: role.arn,
        encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: keyArn }],
        imageTagMutability: "IMMUTABLE",
        lifecyclePolicy: newestImages(IMAGES_KEPT),
        resourceTags: { ...tags },
        dependsOn: [policy],
      });
      // a template does nothing for repositories that are there already: it comes before the first image can.
      const rule = { ecrRepositoryPrefix: prefix, upstreamRegistryUrl: upstream };
      new EcrPullThroughCacheRule(this, upstream, { ...rule, dependsOn: [template] });
    }
  }

  /** ECR's own role for templates may neither tag a repository nor use a key. */
  private maker({ location, registries, roleName, keyArn }: PullThroughCachesProps) {
    const role = new IamRole(this, "role", {
      name: roleName,
      description: "ECR makes the repositories of cached images",
      assumeRolePolicy: trustOf("ecr.amazonaws.com"),
    });
    const policy = new IamRolePolicy(this, "role-policy", {
      name: "repositories",
      role: role.id,
      policy: policyDocument(
        {
          sid: "MakeRepositories",
          actions: ["ecr:CreateRepository", "ecr:TagResource"],
          resources: [...registries.keys()].map((prefix) => regionalArn(location, "ecr", `repository/${prefix}/*`)),
        },
        {
          sid: "EncryptRepositories",
          actions: ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
          resources: [keyArn],
          conditions: { StringEquals: { "kms:ViaService": `ecr.${location.region}.amazonaws.com` } },
        },
      ),
    });
    return { role, policy };
  }
}

/** A lifecycle policy by which the oldest images go when there are more. */
function newestImages(count: number): string {
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `the ${count} newest stay`,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: count },
        action: { type: "expire" },
      },
    ],
  });
}
