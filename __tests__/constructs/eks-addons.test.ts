import { type EksAddonSettings, EksAddons } from "../../constructs/eks-addons";
import { LOCATION, statement, synthAws } from "../aws-synth";

const CLUSTER_ARN = "arn:aws:eks:eu-north-1:111122223333:cluster/acme-burst";
const CNI: EksAddonSettings = {
  name: "vpc-cni",
  version: "v1.22.4-eksbuild.3",
  configuration: { enableNetworkPolicy: "true" },
  identity: { serviceAccount: "aws-node", roleName: "acme-cni", managedPolicy: "AmazonEKS_CNI_Policy" },
};
const build = (...addons: readonly EksAddonSettings[]) =>
  synthAws((stack) => {
    const place = { location: LOCATION, clusterName: "acme-burst", clusterArn: CLUSTER_ARN };
    new EksAddons(stack, "addons", { ...place, addons });
  });

describe("EksAddons", () => {
  test("installs the version and settings given, and keeps what was changed in the cluster", () => {
    expect(build(CNI).one("aws_eks_addon")).toMatchObject({
      addon_name: "vpc-cni",
      addon_version: "v1.22.4-eksbuild.3",
      configuration_values: '{"enableNetworkPolicy":"true"}',
      resolve_conflicts_on_create: "OVERWRITE",
      resolve_conflicts_on_update: "PRESERVE",
    });
  });

  test("gives the add-on's pods an identity, with its permission, before they start", () => {
    const resources = build(CNI);
    expect(resources.one("aws_eks_addon").depends_on).toEqual([
      expect.stringMatching(/^aws_eks_pod_identity_association\./),
    ]);
    expect(resources.one("aws_eks_pod_identity_association")).toMatchObject({
      namespace: "kube-system",
      service_account: "aws-node",
      depends_on: [expect.stringMatching(/^aws_iam_role_policy_attachment\./)],
    });
    const role = resources.one("aws_iam_role", { name: "acme-cni" });
    expect(statement(role.assume_role_policy, "PodIdentity").Condition.StringEquals).toMatchObject({
      "aws:RequestTag/kubernetes-service-account": "aws-node",
    });
  });

  test("leaves settings and identity to EKS where none is given", () => {
    const resources = build({ name: "coredns", version: "v1.14.3-eksbuild.16" });
    expect(resources.one("aws_eks_addon")).not.toHaveProperty("configuration_values");
    expect(resources.all("aws_iam_role")).toEqual([]);
  });
});
