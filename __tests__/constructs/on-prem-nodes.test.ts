import { DataKubernetesNodes } from "@cdktf/provider-kubernetes/lib/data-kubernetes-nodes";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import { ExistingComponents } from "../../constructs/existing-components";
import { type InventoryNode, InventoryNodes } from "../../constructs/inventory-nodes";
import { LabelledNodes } from "../../constructs/labelled-nodes";
import { TaintedNodes } from "../../constructs/tainted-nodes";
import { synthKubernetes } from "../kubernetes-synth";
import { synthStack } from "../synth";

const LABELS = { "gpu.platform/pool": "lab" };
const TAINT = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" };

function labelled(...names: string[]) {
  const nodes = new Map(names.map((name) => [name, LABELS]));
  return synthKubernetes((stack) => new LabelledNodes(stack, "nodes", { nodes, fieldManager: "platform" }));
}

describe("LabelledNodes", () => {
  test("labels each node as a manager of its own, whoever labelled it before", () => {
    expect(Object.values(labelled("gpu-01"))).toEqual([
      {
        api_version: "v1",
        kind: "Node",
        metadata: { name: "gpu-01" },
        labels: LABELS,
        field_manager: "platform",
        force: true,
      },
    ]);
  });

  test("does not touch a node when another is added before it", () => {
    expect(labelled("gpu-00", "gpu-01")).toMatchObject(labelled("gpu-01"));
  });

  test("keeps nodes apart whose names differ in a dot", () => {
    expect(Object.values(labelled("a.b", "ab")).map(({ metadata }) => metadata.name)).toEqual(["a.b", "ab"]);
  });

  test("writes no taint", () => {
    expect(Object.keys(labelled("gpu-01")).filter((address) => address.includes("taint"))).toEqual([]);
  });

  test("fails without a node", () => {
    expect(() => labelled()).toThrow("[test/nodes] cannot be built:\n  - nodes must name at least one node, got none");
  });
});

/** The whole file, checks and data sources among it. */
function file(build: (stack: TerraformStack) => void) {
  return JSON.parse(
    synthStack((stack) => {
      new KubernetesProvider(stack, "kubernetes");
      build(stack);
    }),
  );
}

const PRODUCTS = ["NVIDIA-A100-SXM4-80GB", "A100-SXM4-80GB"];

function inventory(...nodes: readonly (readonly [string, InventoryNode])[]) {
  return file((stack) => new InventoryNodes(stack, "inventory", { nodes: new Map(nodes) }));
}

describe("InventoryNodes", () => {
  const { check, data } = inventory(
    ["gpu-02", { products: PRODUCTS, gpus: 8 }],
    ["gpu-01", { products: PRODUCTS, gpus: 8 }],
    ["cpu-01", { products: [] }],
  );

  test("names nodes that the cluster does not have", () => {
    expect(Object.keys(data.kubernetes_nodes)).toEqual(["inventory"]);
    expect(check.inventory_nodes_there.assert).toEqual({
      condition:
        '${length(setsubtract(["cpu-01","gpu-01","gpu-02"], [for node in data.kubernetes_nodes.inventory.nodes : node.metadata[0].name])) == 0}',
      error_message: expect.stringMatching(/^nodes of onPrem\.pools that the cluster does not have: \$\{join/),
    });
  });

  test("compares GPUs by kind of node, and only of nodes that say what they have", () => {
    const { condition } = check.inventory_gpus_right.assert;
    expect(condition).toContain('contains(["gpu-01","gpu-02"], node.metadata[0].name)');
    expect(condition).toContain('for p in ["A100-SXM4-80GB","NVIDIA-A100-SXM4-80GB"] : startswith(');
    expect(condition).toContain('contains(["", "8"],');
    expect(condition).not.toContain("cpu-01");
  });

  test("counts no GPUs where it is not told how many", () => {
    const { condition } = inventory(["gpu-01", { products: PRODUCTS }]).check.inventory_gpus_right.assert;
    expect(condition).not.toContain('contains([""');
  });

  test("compares nothing of nodes of which nothing is known", () => {
    expect(Object.keys(inventory(["cpu-01", { products: [] }]).check)).toEqual(["inventory_nodes_there"]);
  });

  test("is the same whatever the order of nodes", () => {
    const [a, b] = [["gpu-01", { products: PRODUCTS }] as const, ["gpu-02", { products: PRODUCTS }] as const];
    expect(inventory(a, b)).toEqual(inventory(b, a));
  });

  test("fails without a node", () => {
    expect(() => inventory()).toThrow(
      "[test/inventory] cannot be built:\n  - nodes must name at least one node, got none",
    );
  });
});

function tainted(...nodes: readonly string[]) {
  return file((stack) => {
    const cluster = new DataKubernetesNodes(stack, "all");
    return new TaintedNodes(stack, "tainted", { cluster, nodes, taint: TAINT });
  });
}

describe("TaintedNodes", () => {
  const { check } = tainted("gpu-02", "gpu-01");

  test("looks at the cluster's nodes, and names those without the taint", () => {
    const { condition, error_message } = check.gpu_nodes_tainted.assert;
    expect(condition).toContain('setsubtract(["gpu-01","gpu-02"], [for node in data.kubernetes_nodes.all.nodes :');
    expect(condition).toContain('"nvidia.com/gpu:NoSchedule"');
    expect(error_message).toMatch(/^GPU nodes without the taint nvidia.com\/gpu=present:NoSchedule: \$\{join/);
    expect(error_message).toContain("registerWithTaints");
  });

  test("keeps the data source out of the check, or no plan would be empty", () => {
    expect(Object.keys(check.gpu_nodes_tainted)).toEqual(["assert"]);
  });

  test("fails without a node", () => {
    expect(() => tainted()).toThrow("[test/tainted] cannot be built:\n  - nodes must name at least one node, got none");
  });
});

describe("ExistingComponents", () => {
  test("warns by the file's word of a component that is not there at the version the platform speaks", () => {
    const definition = { name: "clusterqueues.kueue.x-k8s.io", version: "v1beta2" };
    const components = new Map([["kueue", { definition }]]);
    const json = file((stack) => new ExistingComponents(stack, "existing", { components }));
    const [found = ""] = Object.keys(json.data.kubernetes_resources);
    expect(json.data.kubernetes_resources[found]).toMatchObject({
      api_version: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      field_selector: "metadata.name=clusterqueues.kueue.x-k8s.io",
    });
    expect(json.check).toEqual({
      existing_kueue: {
        assert: {
          condition: `\${anytrue(flatten([for one in data.kubernetes_resources.${found}.objects : [for v in one.spec.versions : v.name == "v1beta2" && v.served]]))}`,
          error_message:
            "onPrem.existing names kueue, but the cluster serves no clusterqueues.kueue.x-k8s.io of v1beta2: upgrade what is there, or take kueue out of the list to have it installed",
        },
      },
    });
  });

  test("looks at a setting without which nothing works, in its own ConfigMaps alone", () => {
    const setting = {
      namespace: "kueue-system",
      name: "kueue",
      file: "config.yaml",
      path: "resources.strategy",
      value: "Ignore",
      otherwise: "runs wait",
    };
    const json = file(
      (stack) => new ExistingComponents(stack, "existing", { components: new Map([["kueue", { setting }]]) }),
    );
    const [[found, { kind, namespace, label_selector }]] = Object.entries(json.data.kubernetes_resources) as [
      [string, Record<string, string>],
    ];
    expect([kind, namespace, label_selector]).toEqual(["ConfigMap", "kueue-system", "app.kubernetes.io/name=kueue"]);
    expect(json.check.existing_kueue_setting.assert).toEqual({
      condition: `\${anytrue([for one in data.kubernetes_resources.${found}.objects : try(yamldecode(one.data["config.yaml"]).resources.strategy == "Ignore", false)])}`,
      error_message:
        "onPrem.existing names kueue, and no ConfigMap of it in kueue-system has resources.strategy: Ignore: without it runs wait; docs/existing.md says how it must be set, or take kueue out of the list to have it installed",
    });
  });

  test("looks for an aggregated API where a component brings no definition", () => {
    const components = new Map([["metricsServer", { apiService: "v1beta1.metrics.k8s.io" }]]);
    const json = file((stack) => new ExistingComponents(stack, "existing", { components }));
    expect(Object.values(json.data.kubernetes_resources)).toEqual([
      expect.objectContaining({ kind: "APIService", field_selector: "metadata.name=v1beta1.metrics.k8s.io" }),
    ]);
    expect(json.check.existing_metricsServer_api.assert.error_message).toBe(
      "onPrem.existing names metricsServer, but nothing answers the API v1beta1.metrics.k8s.io of the cluster: mend what is there, or take metricsServer out of the list to have it installed",
    );
  });

  test("asks each controller how old it is, by its Deployment", () => {
    const components = new Map([["kueue", { controller: { name: "kueue", oldest: "0.19" } }]]);
    const json = file((stack) => new ExistingComponents(stack, "existing", { components }));
    expect(Object.values(json.data.kubernetes_resources)).toEqual([
      expect.objectContaining({ kind: "Deployment", label_selector: "app.kubernetes.io/name=kueue" }),
    ]);
    const { condition, error_message } = json.check.existing_kueue_version.assert;
    expect(condition).toContain("> 0 || ");
    expect(condition).toContain(">= 19), true)");
    expect(error_message).toContain("the platform is tried with 0.19 and says nothing of older ones");
  });
});
