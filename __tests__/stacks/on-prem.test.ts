import { CHARTS, type Chart, type ChartName } from "../../catalog/charts";
import type { OnPrem, OnPremPool, Platform } from "../../spec/platform";
import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, type Resource, resource } from "../kubernetes-synth";
import { cpuPool, type Hybrid, hybrid, onPremAlone, team, wholeGpuPool } from "../pools";
import { byAddress, synthPlatformStack } from "../synth";

function synth(platform: Platform & { readonly onPrem: OnPrem }): string {
  return synthPlatformStack((app) => new OnPremStack(app, platform, platform.onPrem, {}));
}

function stack(platform: Platform & { readonly onPrem: OnPrem } = hybrid()): Record<string, Resource> {
  return byAddress(synth(platform));
}

function withOnPrem(overrides: Partial<OnPrem>): Hybrid {
  return hybrid({ onPrem: { ...hybrid().onPrem, ...overrides } });
}

/** Names of releases. */
function releases(all: Record<string, Resource>): string[] {
  return Object.entries(all)
    .filter(([address]) => address.startsWith("helm_release."))
    .map(([, { name }]) => name)
    .sort();
}

function namespaces(all: Record<string, Resource>): string[] {
  return Object.entries(all)
    .filter(([address]) => address.startsWith("kubernetes_namespace_v1."))
    .map(([, { metadata }]) => metadata.name)
    .sort();
}

describe("OnPremStack", () => {
  test("logs in by the context of the file, and by no path unless the file names one", () => {
    const { provider } = JSON.parse(synth(hybrid()));
    expect(provider.kubernetes).toEqual([{ config_context: "acme-fra1" }]);
    expect(provider.helm).toEqual([{ kubernetes: { config_context: "acme-fra1" } }]);
    const named = withOnPrem({ kubernetes: { context: "acme-fra1", version: "1.34", kubeconfig: "~/.kube/fra1" } });
    expect(JSON.parse(synth(named)).provider.helm).toEqual([
      { kubernetes: { config_context: "acme-fra1", config_path: "~/.kube/fra1" } },
    ]);
    const relative = withOnPrem({ kubernetes: { context: "acme-fra1", version: "1.34", kubeconfig: "keys/fra1" } });
    expect(JSON.parse(synth(relative)).provider.kubernetes[0].config_path).toBe("../../../keys/fra1");
  });

  test("needs nothing of the cloud", () => {
    const json = synth(hybrid());
    expect(Object.keys(JSON.parse(json).data).sort()).toEqual(["kubernetes_nodes", "kubernetes_resources"]);
    expect(Object.keys(JSON.parse(json).provider).sort()).toEqual(["helm", "kubernetes"]);
  });

  test("labels each node with its pool, its GPU and the memory of a unit, and MIG nodes with their slices", () => {
    const labels = Object.fromEntries(
      Object.entries(stack())
        .filter(([address]) => address.startsWith("kubernetes_labels."))
        .map(([, { metadata, labels }]) => [metadata.name, labels]),
    );
    const pool = "gpu.platform/pool";
    const gpu = { "gpu.platform/gpu": "a100-80gb" };
    expect(labels).toMatchObject({
      "fra1-bench-01": { [pool]: "bench", ...gpu, "gpu.platform/gpu-memory-gib": "80" },
      "fra1-lab-02": {
        [pool]: "lab",
        ...gpu,
        "gpu.platform/gpu-memory-gib": "10",
        "nvidia.com/mig.config": "all-1g.10gb",
      },
    });
    expect(labels["fra1-edge-01"]).toEqual({ [pool]: "edge" });
    expect(labels["fra1-bench-01"]).not.toHaveProperty("nvidia.com/mig.config");
  });

  test("moves a node to another pool without moving its address", () => {
    const nodes = (name: string) => withOnPrem({ pools: [wholeGpuPool(name, { nodes: ["gpu-01"] })] });
    const addresses = (name: string) =>
      Object.keys(stack(nodes(name))).filter((one) => one.startsWith("kubernetes_labels."));
    expect(addresses("bench")).toEqual(addresses("lab"));
  });

  test("never writes a taint, and looks for it on GPU nodes only", () => {
    expect(Object.keys(stack()).filter((address) => address.includes("taint"))).toEqual([]);
    const { condition } = JSON.parse(synth(hybrid())).check.gpu_nodes_tainted.assert;
    expect(condition).toContain("fra1-bench-01");
    expect(condition).not.toContain("fra1-edge-01");
  });

  test("installs what the cluster lacks", () => {
    expect(releases(stack())).toEqual([
      "cert-manager",
      "certificates",
      "dataset-copies",
      "gpu-operator",
      "jobset",
      "kube-prometheus-stack",
      "kueue",
      "object-store",
      "observability",
      "policies",
      "queues",
    ]);
  });

  test("installs nothing that the cluster has, and looks whether it has it", () => {
    const platform = withOnPrem({
      existing: ["certManager", "gpuOperator", "jobset", "kueue", "metricsServer", "prometheus"],
    });
    expect(releases(stack(platform))).toEqual([
      "certificates",
      "dataset-copies",
      "object-store",
      "observability",
      "policies",
      "queues",
    ]);
    expect(namespaces(stack(platform))).not.toContain("kueue-system");
    expect(Object.keys(JSON.parse(synth(platform)).check).sort()).toEqual([
      "certificate_issuer",
      "existing_certManager",
      "existing_certManager_version",
      "existing_gpuOperator",
      "existing_gpuOperator_counted",
      "existing_gpuOperator_mig",
      "existing_gpuOperator_version",
      "existing_jobset",
      "existing_jobset_version",
      "existing_kueue",
      "existing_kueue_setting",
      "existing_kueue_version",
      "existing_metricsServer_api",
      "existing_prometheus",
      "gpu_nodes_tainted",
      "inventory_gpus_right",
      "inventory_nodes_there",
      "object_store_identities",
    ]);
  });

  test("warns of an existing GPU operator that cuts no GPUs as a pool does, and of nothing that no pool needs", () => {
    const checks = (sharing: OnPremPool["sharing"]) => {
      const pools = withOnPrem({}).onPrem?.pools.map((pool) => ({ ...pool, sharing }));
      const { check } = JSON.parse(synth(withOnPrem({ existing: ["gpuOperator"], ...(pools && { pools }) })));
      return Object.keys(check).filter((name) => name.startsWith("existing_gpuOperator_"));
    };
    const always = ["existing_gpuOperator_counted", "existing_gpuOperator_version"];
    expect(checks({ kind: "none" }).sort()).toEqual(always);
    expect(checks({ kind: "mig", config: "all-1g.10gb" }).sort()).toEqual(
      [...always, "existing_gpuOperator_mig"].sort(),
    );
    const slices = checks({ kind: "timeSlices", slices: 4 });
    expect(slices.sort()).toEqual([...always, "existing_gpuOperator_time_slices_4"].sort());
  });

  test("gets every chart and every image that a chart names from the site's registry", () => {
    const registry = "registry.fra1.acme.example";
    const platform = withOnPrem({ registry });
    const made = Object.entries(stack(platform)).filter(
      ([address, { chart }]) => address.startsWith("helm_release.") && !String(chart).startsWith("./"),
    );
    expect(made.length).toBeGreaterThanOrEqual(5);
    for (const [, release] of made) {
      const { images = {} } = CHARTS[release.chart as ChartName] as Chart;
      const values = helmValues(release);
      const at = (path: string) => path.split(".").reduce((all, key) => all?.[key], values);
      expect([release.chart, Object.keys(images).length > 0]).toEqual([release.chart, true]);
      expect(release.repository).toMatch(new RegExp(`^oci://${registry}/`));
      for (const [path, address] of Object.entries(images))
        expect([release.chart, path, at(path)]).toEqual([release.chart, path, `${registry}/${address}`]);
    }
  });

  test("asks for a certificate of the site's issuer, once cert-manager is there, and looks whether there is that issuer", () => {
    const json = synth(hybrid());
    const release = resource(byAddress(json) as Record<string, Resource>, "helm_release", "certificates");
    expect(release.depends_on).toEqual(["helm_release.cert-manager", "kubernetes_namespace_v1.system"]);
    expect(helmValues(release)).toMatchObject({
      issuer: "acme-ca",
      certificates: {
        "acme-credential-renewal": {
          commonName: "acme-credential-renewal",
          secret: "acme-credential-renewal-certificate",
        },
      },
    });
    const { data, check } = JSON.parse(json);
    expect(Object.values(data.kubernetes_resources)).toContainEqual(
      expect.objectContaining({
        kind: "ClusterIssuer",
        field_selector: "metadata.name=acme-ca",
        depends_on: release.depends_on,
      }),
    );
    expect(check.certificate_issuer.assert.error_message).toMatch(
      /^onPrem\.certificateIssuer names the ClusterIssuer acme-ca,/,
    );
  });

  test("asks for none where the cloud would know nobody by it", () => {
    const { certificateAuthority: _, ...onPrem } = hybrid().onPrem;
    for (const platform of [onPremAlone(), { ...hybrid(), onPrem }])
      expect(releases(stack(platform))).not.toContain("certificates");
  });

  test("installs no GPU operator where there is no GPU", () => {
    const platform = withOnPrem({ pools: [cpuPool("edge")] });
    expect(releases(stack(platform))).not.toContain("gpu-operator");
    expect(Object.keys(JSON.parse(synth(platform)).check).sort()).toEqual([
      "certificate_issuer",
      "inventory_nodes_there",
      "object_store_identities",
    ]);
  });

  test("takes charts and the queue's images from the site's registry where there is one", () => {
    const all = stack(withOnPrem({ registry: "registry.fra1.acme.example" }));
    const kueue = resource(all, "helm_release", "kueue");
    expect(kueue.repository).toBe("oci://registry.fra1.acme.example/registry.k8s.io/kueue/charts");
    expect(helmValues(kueue).controllerManager.manager.image.repository).toBe(
      "registry.fra1.acme.example/registry.k8s.io/kueue/kueue",
    );
  });

  test("starts the queue after the kinds of jobs it manages, and its objects after both and the namespaces", () => {
    const all = stack();
    expect(resource(all, "helm_release", "kueue").depends_on).toEqual(["helm_release.jobset"]);
    const after: string[] = resource(all, "helm_release", "queues").depends_on;
    expect(after).toEqual(
      expect.arrayContaining(["helm_release.kueue", "helm_release.jobset", "kubernetes_namespace_v1.system"]),
    );
    expect(after.filter((address) => address.includes("teams_"))).toHaveLength(2);
  });

  test("waits as long for pods as the cluster it sends runs to, and no longer than it must without one", () => {
    const timeout = (all: Record<string, Resource>) =>
      /timeout: (\d+m)/.exec(
        helmValues(resource(all, "helm_release", "kueue")).managerConfig.controllerManagerConfigYaml,
      )?.[1];
    expect(timeout(stack())).toBe("30m");
    expect(timeout(stack(onPremAlone()))).toBe("10m");
  });

  test("gives each team a space, and one for restricted data where a run reads some", () => {
    const teams = [team("medical"), team("vision")];
    expect(namespaces(stack(hybrid({ teams }))).filter((name) => name.startsWith("acme-"))).toEqual([
      "acme-inference",
      "acme-medical",
      "acme-medical-restricted",
      "acme-system",
      "acme-vision",
    ]);
  });

  test("enforces the restricted level on every namespace but those whose daemons drive hardware", () => {
    const levels = Object.entries(stack())
      .filter(([address]) => address.startsWith("kubernetes_namespace_v1."))
      .map(([, { metadata }]) => [metadata.name, metadata.labels["pod-security.kubernetes.io/enforce"]]);
    expect(levels.filter(([, level]) => level !== "restricted")).toEqual([
      ["gpu-operator", "privileged"],
      ["kube-prometheus-stack", "privileged"],
    ]);
  });

  test("denies traffic in every namespace of the platform", () => {
    const denied = Object.entries(stack(hybrid({ teams: [team("medical")] })))
      .filter(([address]) => address.startsWith("kubernetes_network_policy_v1."))
      .filter(([, { metadata }]) => metadata.name === "default-deny")
      .map(([address]) => address.replace(/^.*\.(.*)_default-deny.*$/, "$1"))
      .sort();
    expect(denied).toEqual([
      "inference-traffic",
      "system-traffic",
      "teams_medical-restricted_traffic",
      "teams_medical_traffic",
    ]);
  });

  test("names who is asked on every namespace", () => {
    for (const [address, { metadata }] of Object.entries(stack()))
      if (address.startsWith("kubernetes_namespace_v1."))
        expect([address, metadata.annotations["gpu.platform/owner"]]).toEqual([address, "ml-platform@acme.example"]);
  });

  test("puts the file's tags on namespaces as far as they are legal labels", () => {
    const tags = { "cost-center": "4711", "Cost Center": "4711", note: "two words" };
    const { labels } = resource(stack(hybrid({ tags })), "kubernetes_namespace_v1", "acme-system").metadata;
    expect(labels["cost-center"]).toBe("4711");
    expect(Object.keys(labels)).not.toContain("Cost Center");
    expect(Object.keys(labels)).not.toContain("note");
  });

  test("lets no tag pose as a label that something acts on", () => {
    const tags = {
      "gpu.platform/team": "x",
      "kueue.x-k8s.io/y": "x",
      "app.kubernetes.io/part-of": "x",
      "example.com/team": "x",
    };
    const { labels } = resource(stack(hybrid({ tags })), "kubernetes_namespace_v1", "acme-system").metadata;
    expect(Object.keys(labels).filter((key) => key in tags)).toEqual(["example.com/team"]);
  });

  test("does not touch a team's objects when another is added before it", () => {
    const platform = hybrid();
    const before = stack(platform);
    const after = stack(hybrid({ teams: [team("audio"), ...platform.teams] }));
    // queues and policies are a release each, whose values grow.
    for (const [address, held] of Object.entries(before))
      if (!["queues", "policies", "object-store"].includes(address.replace("helm_release.", "")))
        expect([address, after[address]]).toEqual([address, held]);
  });

  test("holds no secret and no path of this machine", () => {
    const json = synth(hybrid());
    expect(json).not.toMatch(/kubernetes_secret|data_wo|BEGIN|password/i);
    expect(json).not.toContain(process.cwd());
  });
});
