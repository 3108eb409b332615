import { BurstLinkStack } from "../../stacks/burst-link";
import { CloudPlatformStack } from "../../stacks/cloud-platform";
import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, resource } from "../kubernetes-synth";
import { hybrid } from "../pools";
import { byAddress, synthPlatformStack } from "../synth";

const platform = hybrid();
const json = synthPlatformStack((app) => new BurstLinkStack(app, platform, platform.onPrem, platform.cloud, {}));
const stack = byAddress(json);

const STORE =
  '${join("", ["https://", replace(data.aws_vpc_endpoint.store-endpoint.dns_entry[0].dns_name, "*.", "bucket.")])}';

describe("BurstLinkStack", () => {
  test("reaches both clusters: objects in the cloud's, a chart in the on-prem one", () => {
    const { provider } = JSON.parse(json);
    expect(provider.kubernetes[0].host).toBe("${data.aws_eks_cluster.cluster.endpoint}");
    expect(provider.helm).toEqual([{ kubernetes: { config_context: "acme-fra1" } }]);
  });

  test("configures the check that the burst queues on-prem name, which is theirs, and no other", () => {
    const onPrem = byAddress(synthPlatformStack((app) => new OnPremStack(app, platform, platform.onPrem, {})));
    const { clusterQueues, multiKueueChecks } = helmValues(resource(onPrem, "helm_release", "queues"));
    const named = Object.values<{ admissionCheck?: string }>(clusterQueues).flatMap(
      ({ admissionCheck }) => admissionCheck ?? [],
    );
    const { name } = helmValues(resource(stack, "helm_release", "acme-burst"));
    expect(new Set(named)).toEqual(new Set([name]));
    // Kueue keeps a check that a queue refers to, and a state that goes first could not take it along.
    expect(multiKueueChecks).toEqual([name]);
  });

  test("makes the identity in a namespace that the cloud's state has made", () => {
    const cloud = byAddress(synthPlatformStack((app) => new CloudPlatformStack(app, platform, platform.cloud)));
    const { namespace } = resource(stack, "kubernetes_service_account_v1").metadata;
    expect(resource(cloud, "kubernetes_namespace_v1", namespace)).toBeDefined();
  });

  test("holds no credential, and makes none", () => {
    expect(Object.keys(stack).filter((address) => /secret|token/.test(address))).toEqual([]);
    expect(json).not.toMatch(/kubeconfig:|BEGIN|eyJ/);
    expect(helmValues(resource(stack, "helm_release", "acme-burst")).kubeconfigSecret).toBe("acme-burst-kubeconfig");
  });

  test("renews the credential on-prem before the link is made, and after who asks and what is asked for is there", () => {
    const credential = resource(stack, "helm_release", "acme-credential-renewal");
    expect(resource(stack, "helm_release", "acme-burst").depends_on).toEqual(["helm_release.credential"]);
    const after: string[] = credential.depends_on;
    expect(after.filter((address) => address.startsWith("kubernetes_service_account_v1.worker"))).toHaveLength(1);
    expect(after.filter((address) => address.startsWith("kubernetes_role_binding_v1.requester"))).toHaveLength(1);
    expect(credential.namespace).toBe("acme-system");
    expect(helmValues(credential)).toMatchObject({
      schedule: "17 */2 * * *",
      tokenSeconds: 43200,
      certificateSecret: "acme-credential-renewal-certificate",
      account: { namespace: "acme-system", name: "multikueue" },
      secret: { namespace: "kueue-system", name: "acme-burst-kubeconfig" },
      identities: {
        "credential-renewal": { roleArn: "arn:aws:iam::111122223333:role/acme-credential-renewal" },
        "copies-in": {
          configMap: "acme-copies-in-identity",
          roleArn: "arn:aws:iam::111122223333:role/acme-copies-in",
        },
        "copies-out": {
          configMap: "acme-copies-out-identity",
          roleArn: "arn:aws:iam::111122223333:role/acme-copies-out",
        },
      },
    });
  });

  test("takes from AWS what only AWS knows, in plain sight of the plan", () => {
    const { set } = resource(stack, "helm_release", "acme-credential-renewal");
    expect(set.map(({ name, value }: { name: string; value: string }) => [name, value])).toEqual([
      ["cluster.endpoint", "${data.aws_eks_cluster.cluster.endpoint}"],
      ["cluster.certificateAuthority", "${data.aws_eks_cluster.cluster.certificate_authority[0].data}"],
      ["trustAnchorArn", expect.stringContaining("jsondecode(data.aws_ssm_parameter.roles-anywhere.insecure_value)")],
      ...["credential-renewal", "copies-in", "copies-out"].flatMap((purpose) => [
        [`identities.${purpose}.profileArn`, expect.stringContaining(`.profileArns["${purpose}"]`)],
        ...(purpose === "credential-renewal" ? [] : [[`identities.${purpose}.facts.STORE_ENDPOINT`, STORE]]),
      ]),
    ]);
  });

  test("looks for no endpoint of S3 where there is no link", () => {
    const cloud = { ...platform.cloud, link: { kind: "none" as const } };
    const bare = synthPlatformStack(
      (app) => new BurstLinkStack(app, { ...platform, cloud }, platform.onPrem, cloud, {}),
    );
    expect(bare).toContain("acme-copies-out-identity");
    expect(bare).not.toMatch(/aws_vpc_endpoint|STORE_ENDPOINT/);
  });

  test("lets the renewal ask for tokens of that one account, and do nothing else", () => {
    const role = resource(stack, "kubernetes_role_v1");
    expect(role.rule).toEqual([
      { api_groups: [""], resources: ["serviceaccounts/token"], resource_names: ["multikueue"], verbs: ["create"] },
    ]);
    expect(resource(stack, "kubernetes_role_binding_v1", "acme-credential-renewal").subject).toMatchObject([
      { kind: "Group", name: "acme:credential-renewal" },
    ]);
  });

  test("renews nothing where the site's CA is not named", () => {
    const { certificateAuthority: _, ...onPrem } = platform.onPrem;
    const bare = synthPlatformStack(
      (app) => new BurstLinkStack(app, { ...platform, onPrem }, onPrem, platform.cloud, {}),
    );
    expect(bare).not.toContain("credential-renewal");
    expect(JSON.parse(bare).data).not.toHaveProperty("aws_ssm_parameter");
  });

  test("names nothing restricted", () => {
    expect(json).not.toMatch(/restricted|patient-scans|scan-segmenter/);
  });
});
