import { PullThroughCaches } from "../../constructs/pull-through-caches";
import { LOCATION, statement, synthAws } from "../aws-synth";

const KEY = "arn:aws:kms:eu-north-1:111122223333:key/1d9c";
const build = (...prefixes: readonly string[]) =>
  synthAws(
    (stack) =>
      new PullThroughCaches(stack, "caches", {
        location: LOCATION,
        registries: new Map(prefixes.map((prefix) => [prefix, `${prefix.split("/").at(-1)}.io`])),
        roleName: "acme-image-caches",
        keyArn: KEY,
        tags: { team: "ml" },
      }),
  );

describe("PullThroughCaches", () => {
  test("has a template before the cache that makes repositories by it", () => {
    const resources = build("acme/quay", "acme/k8s");
    const rules = resources.all("aws_ecr_pull_through_cache_rule");
    expect(rules).toHaveLength(2);
    for (const { ecr_repository_prefix, depends_on } of rules) {
      const [template] = depends_on.map((address: string) => resources.byAddress[address]);
      expect(template).toMatchObject({ prefix: ecr_repository_prefix, resource_tags: { team: "ml" } });
    }
  });

  test("keeps the 100 newest images of a repository, however old they are", () => {
    const { lifecycle_policy } = build("acme/quay").one("aws_ecr_repository_creation_template");
    expect(JSON.parse(lifecycle_policy)).toEqual({
      rules: [
        {
          rulePriority: 1,
          description: "the 100 newest stay",
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 100 },
          action: { type: "expire" },
        },
      ],
    });
  });

  test("lets ECR make and tag repositories under the prefixes, and use the key by way of ECR alone", () => {
    const resources = build("acme/quay", "acme/k8s");
    const template = resources.one("aws_ecr_repository_creation_template", { prefix: "acme/quay" });
    const role = resources.byAddress[template.custom_role_arn.replace(/^\$\{(.*)\.arn\}$/, "$1")];
    expect(role?.name).toBe("acme-image-caches");
    expect(statement(role?.assume_role_policy, "Trust")).toMatchObject({
      Principal: { Service: "ecr.amazonaws.com" },
      Action: ["sts:AssumeRole"],
    });
    const { policy } = resources.one("aws_iam_role_policy");
    expect(JSON.parse(policy).Statement).toEqual([
      {
        Sid: "MakeRepositories",
        Effect: "Allow",
        Action: ["ecr:CreateRepository", "ecr:TagResource"],
        Resource: [
          "arn:aws:ecr:eu-north-1:111122223333:repository/acme/quay/*",
          "arn:aws:ecr:eu-north-1:111122223333:repository/acme/k8s/*",
        ],
      },
      {
        Sid: "EncryptRepositories",
        Effect: "Allow",
        Action: ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
        Resource: [KEY],
        Condition: { StringEquals: { "kms:ViaService": "ecr.eu-north-1.amazonaws.com" } },
      },
    ]);
  });

  test.each(["q", "acme/Quay", "acme//quay", "acme-platform-of-the-north/quay"])("fails on the prefix %s", (prefix) => {
    expect(() => build(prefix)).toThrow(
      `registries must have prefixes that ECR takes (2 to 30 of a-z, 0-9, single "-", "." or "_", "/"), got "${prefix}"`,
    );
  });

  test.each(["q0", "acme-platform-of-the-north/qua"])("takes the prefix %s", (prefix) => {
    expect(build(prefix).all("aws_ecr_pull_through_cache_rule")).toHaveLength(1);
  });
});
