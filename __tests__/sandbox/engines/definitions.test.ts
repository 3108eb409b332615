import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHARTS } from "../../../catalog/charts";
import { DEFINITION_MODULES, prepareDefinitions } from "../../../sandbox/engines/definitions";
import { type FakeGo, fakeGo } from "./fake-go";

let go: FakeGo;
afterEach(() => go?.restore());

function moduleFile(path: string, text: string): void {
  const file = join(go.folder, "module", path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text, { mode: 0o444 });
}

describe("prepareDefinitions", () => {
  test("copies the definitions, and nothing else, to where they can be removed", async () => {
    go = fakeGo();
    moduleFile("deploy/crds/README.md", "about them");
    moduleFile("deploy/crds/cert-manager.io_issuers.yaml", "kind: CustomResourceDefinition\n");
    moduleFile("config/crd/standard/gateway.networking.k8s.io_gateways.yaml", "kind: CustomResourceDefinition\n");
    moduleFile(
      "example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml",
      "kind: CustomResourceDefinition\n",
    );
    moduleFile("config/crd/bases/keda.sh_scaledobjects.yaml", "kind: CustomResourceDefinition\n");
    moduleFile(
      "charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_envoyproxies.yaml",
      "kind: CustomResourceDefinition\n",
    );
    const { folders, missing } = await prepareDefinitions({ folder: go.folder });
    expect(missing).toEqual([]);
    const folder = folders["cert-manager"] ?? "";
    expect(folder).toBe(join(go.folder, "definitions/cert-manager/v1.20.2"));
    expect(readdirSync(folder)).toEqual(["cert-manager.io_issuers.yaml"]);
    expect(statSync(join(folder, "cert-manager.io_issuers.yaml")).mode & 0o777).toBe(0o644);
    // Go compares what it downloads with these.
    const sums = readFileSync(join(go.folder, "sums"), "utf8");
    for (const { module } of DEFINITION_MODULES) {
      expect(sums).toContain(`${module.path} ${module.version} ${module.sum}\n`);
    }
    const before = go.calls().length;
    expect((await prepareDefinitions({ folder: go.folder, offline: true })).folders).toEqual(folders);
    expect(go.calls().length).toBe(before);
  });

  test("names each that cannot be had, and goes on", async () => {
    go = fakeGo();
    const { folders, missing } = await prepareDefinitions({ folder: go.folder, offline: true });
    expect(folders).toEqual({});
    expect(missing.map(({ message }) => message)).toEqual(
      DEFINITION_MODULES.map(
        ({ chart, module }) =>
          `definitions of ${chart}: ${go.folder}/definitions/${chart}/${module.version} does not exist; run once without --offline`,
      ),
    );
  });

  test("takes the release that the chart has, where both are numbered alike", () => {
    const versionOf = (chart: "cert-manager" | "keda" | "keda-add-ons-http") =>
      DEFINITION_MODULES.find((one) => one.chart === chart)?.module.version;
    expect(versionOf("cert-manager")).toBe(CHARTS["cert-manager"].version);
    expect(versionOf("keda")).toBe(`v${CHARTS.keda.version}`);
    expect(versionOf("keda-add-ons-http")).toBe(`v${CHARTS["keda-add-ons-http"].version}`);
  });
});
