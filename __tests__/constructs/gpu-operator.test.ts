import { parse } from "yaml";
import { GpuOperator, type GpuOperatorProps, sharingLabels } from "../../constructs/gpu-operator";
import { GPU_TAINT } from "../../spec/names";
import { helmValues, resource, synthKubernetes } from "../kubernetes-synth";

function operator(...timeSlices: number[]) {
  return operatorWith({ timeSlices });
}

function operatorWith(props: Partial<GpuOperatorProps>) {
  const all = synthKubernetes(
    (stack) =>
      new GpuOperator(stack, "gpu-operator", { annotations: {}, timeSlices: [], gpuTaint: GPU_TAINT, ...props }),
  );
  return { namespace: resource(all, "kubernetes_namespace_v1"), values: helmValues(resource(all, "helm_release")) };
}

describe("GpuOperator", () => {
  test("makes MIG slices resources of their own", () => {
    expect(operator().values.mig).toEqual({ strategy: "mixed" });
  });

  test("leaves GPUs whole on nodes that choose nothing", () => {
    const { config } = operator(4).values.devicePlugin;
    expect(config).toMatchObject({ create: true, default: "whole-gpus" });
    expect(parse(config.data["whole-gpus"])).toEqual({ version: "v1", flags: { migStrategy: "mixed" } });
  });

  test("renames time slices, so that no quota takes one for a GPU, and gives a pod one at most", () => {
    expect(parse(operator(4).values.devicePlugin.config.data["time-slices-4"]).sharing.timeSlicing).toEqual({
      renameByDefault: true,
      failRequestsGreaterThanOne: true,
      resources: [{ name: "nvidia.com/gpu", replicas: 4 }],
    });
  });

  test("has one configuration a number of slices, in the same order however the pools are", () => {
    expect(Object.keys(operator(10, 4, 4).values.devicePlugin.config.data)).toEqual([
      "whole-gpus",
      "time-slices-4",
      "time-slices-10",
    ]);
  });

  test("installs each part that the platform counts on, by name", () => {
    const { values } = operator();
    const parts = { nfd: values.nfd, gfd: values.gfd, migManager: values.migManager, dcgm: values.dcgmExporter };
    expect(Object.entries(parts).map(([name, { enabled }]) => [name, enabled])).toEqual([
      ["nfd", true],
      ["gfd", true],
      ["migManager", true],
      ["dcgm", true],
    ]);
  });

  test("gives GPUs over CDI alone: a container that only names some in its environment gets none", () => {
    const { cdi, toolkit, devicePlugin } = operator().values;
    expect(cdi).toEqual({ enabled: true });
    expect(toolkit.env).toEqual([{ name: "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED", value: "false" }]);
    expect(devicePlugin).not.toHaveProperty("env");
  });

  test("taints nodes with an NVIDIA GPU by node feature discovery, which may only where it is told so", () => {
    const { values } = operatorWith({ annotations: { "gpu.platform/owner": "{{ .Values }}" } });
    expect(values["node-feature-discovery"].master.config.enableTaints).toBe(true);
    const [rule, ...others] = values.extraObjects;
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ kind: "NodeFeatureRule", metadata: { name: "gpu-taint" } });
    expect(rule.spec.rules).toEqual([
      {
        name: "gpu",
        taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
        matchFeatures: [
          {
            feature: "pci.device",
            matchExpressions: {
              vendor: { op: "In", value: ["10de"] },
              class: { op: "In", value: ["0300", "0302"] },
            },
          },
        ],
      },
    ]);
    // the chart takes extra objects for templates.
    expect(JSON.stringify(values.extraObjects)).not.toContain("{{");
  });

  test("has its metrics read only where somebody reads them, under the pod that holds the GPU", () => {
    expect(operator().values.dcgmExporter.serviceMonitor).toEqual({ enabled: false });
    expect(operatorWith({ monitorLabels: { release: "watch" } }).values.dcgmExporter.serviceMonitor).toEqual({
      enabled: true,
      honorLabels: true,
      additionalLabels: { release: "watch" },
    });
  });

  test("has a namespace whose pods may drive hardware", () => {
    expect(operator().namespace.metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("privileged");
  });
});

describe("sharingLabels", () => {
  test("choose the node's configuration by the name that the operator knows", () => {
    expect(sharingLabels({ kind: "none" })).toEqual({});
    expect(sharingLabels({ kind: "mig", config: "all-1g.10gb" })).toEqual({ "nvidia.com/mig.config": "all-1g.10gb" });
    const { "nvidia.com/device-plugin.config": key } = sharingLabels({ kind: "timeSlices", slices: 4 });
    expect(Object.keys(operator(4).values.devicePlugin.config.data)).toContain(key);
  });
});
