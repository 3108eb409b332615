import { NODE_IMAGE } from "../../catalog/eks";
import { DevicePlugins } from "../../constructs/device-plugins";
import { Karpenter, type KarpenterProps } from "../../constructs/karpenter";
import { helmValues, resource, synthKubernetes } from "../kubernetes-synth";

const PROPS: KarpenterProps = {
  clusterName: "acme-burst",
  interruptionQueue: "acme-karpenter",
  serviceAccount: { namespace: "kube-system", name: "karpenter" },
  isolated: false,
  staticPools: false,
  overlays: false,
};

function karpenter(overrides: Partial<KarpenterProps> = {}) {
  const all = synthKubernetes((stack) => new Karpenter(stack, "karpenter", { ...PROPS, ...overrides }));
  return { all, values: helmValues(resource(all, "helm_release", "karpenter")) };
}

describe("Karpenter", () => {
  test("hears of interruptions of its cluster's nodes", () => {
    expect(karpenter().values.settings).toMatchObject({
      clusterName: "acme-burst",
      interruptionQueue: "acme-karpenter",
      isolatedVPC: false,
    });
  });

  test("turns gates on only where a pool needs them", () => {
    expect(karpenter().values.settings.featureGates).toEqual({ staticCapacity: false, nodeOverlay: false });
    expect(karpenter({ staticPools: true, overlays: true }).values.settings.featureGates).toEqual({
      staticCapacity: true,
      nodeOverlay: true,
    });
  });

  test("has its definitions first, as a release of their own that is upgraded, too", () => {
    const { all } = karpenter();
    expect(resource(all, "helm_release", "karpenter").depends_on).toEqual(
      Object.keys(all).filter((address) => address.includes("definitions")),
    );
    expect(resource(all, "helm_release", "karpenter-crd").version).toBe(
      resource(all, "helm_release", "karpenter").version,
    );
  });

  test("has the service account that its AWS identity is given to", () => {
    expect(karpenter().values.serviceAccount).toEqual({ name: "karpenter" });
    expect(resource(karpenter().all, "helm_release", "karpenter").namespace).toBe("kube-system");
  });

  test("asks for memory and may not take more", () => {
    const { requests, limits } = karpenter().values.controller.resources;
    expect(requests.memory).toBe(limits.memory);
  });
});

describe("DevicePlugins", () => {
  const releases = (...efaInstanceTypes: string[]) =>
    synthKubernetes(
      (stack) =>
        new DevicePlugins(stack, "plugins", {
          gpuLabel: "gpu.platform/gpu",
          gpuTaint: { key: "nvidia.com/gpu", effect: "NoSchedule" },
          efaInstanceTypes,
        }),
    );

  test("run on nodes with GPUs, past their taint", () => {
    const values = helmValues(resource(releases(), "helm_release", "nvidia-device-plugin"));
    expect(values.tolerations).toEqual([{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
    const [term] = values.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(term).toEqual({ matchExpressions: [{ key: "gpu.platform/gpu", operator: "Exists" }] });
  });

  test("give GPUs over CDI, for the node's runtime takes no unprivileged container's word, and pass for privileged by one capability", () => {
    const values = helmValues(resource(releases(), "helm_release", "nvidia-device-plugin"));
    expect(values).toMatchObject({
      deviceListStrategy: "cdi-cri",
      nvidiaDriverRoot: "/",
      securityContext: { capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } },
    });
    expect(values.securityContext).not.toHaveProperty("privileged");
    // containerd of EKS's images has CDI on from 1.32.
    expect(Object.keys(NODE_IMAGE.kubernetes).every((version) => Number(version.split(".")[1]) >= 32)).toBe(true);
  });

  test("offer EFA on the types that have it", () => {
    const values = helmValues(resource(releases("p5.48xlarge"), "helm_release", "aws-efa-k8s-device-plugin"));
    expect(values.supportedInstanceLabels.values).toEqual(["p5.48xlarge"]);
    expect(values.tolerations).toEqual([{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
  });

  test("install no plugin for EFA where no type has it", () => {
    expect(Object.values(releases()).map(({ name }) => name)).toEqual(["nvidia-device-plugin"]);
  });
});
