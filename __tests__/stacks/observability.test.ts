import type { Observability, Platform } from "../../spec/platform";
import { CloudPlatformStack } from "../../stacks/cloud-platform";
import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, type Resource, resource } from "../kubernetes-synth";
import { cloudPool, cpuPool, type Hybrid, hybrid, onPremAlone, team } from "../pools";
import { byAddress, synthPlatformStack } from "../synth";

function watched(overrides: Partial<Observability> = {}, more: Partial<Platform> = {}): Hybrid {
  const platform = hybrid(more);
  return { ...platform, observability: { ...platform.observability, ...overrides } };
}

function onPrem(platform: Platform & Pick<Hybrid, "onPrem"> = watched()): Record<string, Resource> {
  return byAddress(synthPlatformStack((app) => new OnPremStack(app, platform, platform.onPrem, {})));
}

function cloud(platform: Hybrid): Record<string, Resource> {
  return byAddress(synthPlatformStack((app) => new CloudPlatformStack(app, platform, platform.cloud)));
}

function release(all: Record<string, Resource>): Resource | undefined {
  return all["helm_release.observability"];
}

function values(all: Record<string, Resource>): Resource {
  return helmValues(release(all) ?? {});
}

function rules(all: Record<string, Resource>): Resource[] {
  return values(all).groups.flatMap(({ rules: some }: Resource) => some);
}

const alerts = (all: Record<string, Resource>) => [...new Set(rules(all).map(({ alert }) => alert))];

describe("what watches the on-prem cluster", () => {
  test("is there by default, after the definitions that it needs and its namespace", () => {
    expect(release(onPrem())?.depends_on).toEqual(["helm_release.prometheus", "kubernetes_namespace_v1.system"]);
    expect(Object.keys(values(onPrem()).monitors)).toEqual(["kueue"]);
  });

  test("reports idle and broken GPUs, queues, nodes, the link and its credential", () => {
    expect(alerts(onPrem())).toEqual([
      "GpuIdle",
      "GpuUnhealthy",
      "GpuXidError",
      "QueueStuck",
      "NodeLost",
      "BurstLinkDown",
      "BurstCredentialAging",
    ]);
  });

  test("says nothing of a link where there is none, nor of GPUs where there are none", () => {
    expect(alerts(onPrem(onPremAlone()))).not.toContain("BurstLinkDown");
    const platform = watched();
    const light = { ...platform, onPrem: { ...platform.onPrem, pools: [cpuPool("edge")] } };
    expect(alerts(onPrem(light)).filter((alert) => alert.startsWith("Gpu"))).toEqual([]);
  });

  test("says nothing of a credential that nobody renews", () => {
    const { certificateAuthority: _, ...rest } = watched().onPrem;
    expect(alerts(onPrem({ ...watched(), onPrem: rest }))).not.toContain("BurstCredentialAging");
  });

  test("waits as long as the file says", () => {
    const soon = { gpuIdleMinutes: 7, queueWaitMinutes: 11, nodeLostMinutes: 2, linkDownMinutes: 3 };
    const durations = Object.fromEntries(rules(onPrem(watched({ alerts: soon }))).map((one) => [one.alert, one.for]));
    expect(durations).toMatchObject({ GpuIdle: "7m", QueueStuck: "11m", NodeLost: "2m", BurstLinkDown: "3m" });
  });

  test("is found by the labels that the file names, on its own objects and on NVIDIA's", () => {
    const all = onPrem(watched({ labels: { release: "watch" } }));
    expect(values(all).labels).toEqual({ release: "watch" });
    const operator = helmValues(resource(all, "helm_release", "gpu-operator"));
    expect(operator.dcgmExporter.serviceMonitor).toMatchObject({ additionalLabels: { release: "watch" } });
    expect(resource(all, "helm_release", "gpu-operator").depends_on).toContain("helm_release.prometheus");
  });

  test("is read by a Prometheus of the platform whatever its labels", () => {
    const { prometheusSpec } = helmValues(resource(onPrem(), "helm_release", "kube-prometheus-stack")).prometheus;
    expect(prometheusSpec).toEqual({
      podMonitorSelectorNilUsesHelmValues: false,
      ruleSelectorNilUsesHelmValues: false,
      serviceMonitorSelectorNilUsesHelmValues: false,
    });
  });

  test("is not there where the file says no; Prometheus stays", () => {
    const all = onPrem(watched({ onPrem: false }));
    expect(release(all)).toBeUndefined();
    expect(helmValues(resource(all, "helm_release", "gpu-operator")).dcgmExporter.serviceMonitor).toEqual({
      enabled: false,
    });
    expect(all).toHaveProperty(["helm_release.prometheus"]);
  });

  test("is the same whatever teams, nodes and pools there are", () => {
    const platform = watched();
    const [first, ...others] = platform.onPrem.pools;
    const grown = {
      ...platform,
      teams: [...platform.teams, team("audio")],
      onPrem: { ...platform.onPrem, pools: first ? [{ ...first, nodes: [...first.nodes, "more"] }, ...others] : [] },
    };
    expect(release(onPrem(grown))).toEqual(release(onPrem(platform)));
  });
});

describe("what watches the cloud's cluster", () => {
  const names = (all: Record<string, Resource>) =>
    Object.entries(all)
      .filter(([address]) => address.startsWith("helm_release."))
      .map(([, { name }]) => name);

  test("is not there by default: it would be paid for", () => {
    expect(names(cloud(watched()))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/prometheus|dcgm|observ/)]),
    );
  });

  test("brings a Prometheus on system nodes, an exporter on GPU nodes, and reads Kueue and Karpenter", () => {
    const all = cloud(watched({ cloud: true, labels: { team: "ml" } }));
    const prometheus = helmValues(resource(all, "helm_release", "kube-prometheus-stack"));
    const placed = { nodeSelector: { "gpu.platform/nodes": "system" } };
    expect(prometheus).toMatchObject({
      prometheus: { prometheusSpec: placed },
      alertmanager: { alertmanagerSpec: placed },
      prometheusOperator: { ...placed, admissionWebhooks: { patch: placed } },
      grafana: placed,
      "kube-state-metrics": placed,
    });
    const exporter = helmValues(resource(all, "helm_release", "dcgm-exporter"));
    expect(JSON.stringify(exporter.affinity)).toContain("gpu.platform/gpu");
    expect(exporter.tolerations).toEqual([{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
    expect(exporter.serviceMonitor).toEqual({ enabled: true, honorLabels: true, additionalLabels: { team: "ml" } });
    expect(Object.keys(values(all).monitors)).toEqual(["kueue", "karpenter"]);
    expect(alerts(all)).toEqual(["GpuIdle", "GpuUnhealthy", "GpuXidError", "QueueStuck", "NodeLost"]);
  });

  test("says of a lost node what happens on its side: elsewhere in the cloud, nothing on-prem before somebody acts", () => {
    const said = (all: Record<string, Resource>) =>
      rules(all).find(({ alert }) => alert === "NodeLost")?.annotations.description;
    expect(said(onPrem())).toMatch(/^For 5 minutes\. .* stand still until .*: docs\/runbooks\/lost-node\.md\./);
    expect(said(cloud(watched({ cloud: true })))).toMatch(/^For 5 minutes\. .* start again elsewhere /);
  });

  test("needs no exporter where no pool has a GPU", () => {
    const { cloud: side } = watched();
    const light = watched({ cloud: true }, { cloud: { ...side, pools: [cloudPool("prep", "m7i.4xlarge")] } });
    expect(names(cloud(light))).not.toContain("dcgm-exporter");
    expect(names(cloud(light))).toContain("observability");
  });
});
