import { BurstLinkStack } from "../../stacks/burst-link";
import { CloudPlatformStack } from "../../stacks/cloud-platform";
import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, resource } from "../kubernetes-synth";
import { hybrid } from "../pools";
import { byAddress, synthPlatformStack } from "../synth";

const platform = hybrid();
const json = synthPlatformStack((app) => new BurstLinkStack(app, platform, platform.onPrem, platform.cloud));
const stack = byAddress(json);

describe("BurstLinkStack", () => {
  test("reaches both clusters: objects in the cloud's, a chart in the on-prem one", () => {
    const { provider } = JSON.parse(json);
    expect(provider.kubernetes[0].host).toBe("${data.aws_eks_cluster.cluster.endpoint}");
    expect(provider.helm).toEqual([{ kubernetes: { config_context: "acme-fra1" } }]);
  });

  test("makes the check that the burst queues on-prem name, and no other", () => {
    const onPrem = byAddress(synthPlatformStack((app) => new OnPremStack(app, platform, platform.onPrem)));
    const { clusterQueues } = helmValues(resource(onPrem, "helm_release", "queues"));
    const named = Object.values<{ admissionCheck?: string }>(clusterQueues).flatMap(
      ({ admissionCheck }) => admissionCheck ?? [],
    );
    expect(new Set(named)).toEqual(new Set([helmValues(resource(stack, "helm_release")).name]));
  });

  test("makes the identity in a namespace that the cloud's state has made", () => {
    const cloud = byAddress(synthPlatformStack((app) => new CloudPlatformStack(app, platform, platform.cloud)));
    const { namespace } = resource(stack, "kubernetes_service_account_v1").metadata;
    expect(resource(cloud, "kubernetes_namespace_v1", namespace)).toBeDefined();
  });

  test("holds no credential, and makes none", () => {
    expect(Object.keys(stack).filter((address) => /secret|token/.test(address))).toEqual([]);
    expect(helmValues(resource(stack, "helm_release")).kubeconfigSecret).toBe("acme-burst-kubeconfig");
  });

  test("names nothing restricted", () => {
    expect(json).not.toMatch(/restricted|patient-scans|scan-segmenter/);
  });
});
