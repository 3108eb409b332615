import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareCharts } from "../../../sandbox/engines/charts";
import { type FakeGo, fakeGo } from "./fake-go";

let go: FakeGo;
afterEach(() => go.restore());

function moduleChart(name: string, text: string, charts = "charts"): void {
  const folder = join(go.folder, "module", charts, name);
  mkdirSync(join(folder, "templates"), { recursive: true });
  writeFileSync(join(folder, "Chart.yaml"), text, { mode: 0o444 });
}

describe("prepareCharts", () => {
  test("copies each chart to where it can be changed and removed, under the version of the release", async () => {
    go = fakeGo();
    moduleChart("kueue", 'name: kueue\nversion: 0.19.2\nappVersion: "v0.19.2"\n');
    moduleChart("jobset", "name: jobset\nversion: 0.12.0\n");
    moduleChart("karpenter", "name: karpenter\nversion: 1.13.0\nappVersion: 1.13.0\n");
    moduleChart("karpenter-crd", "name: karpenter-crd\nversion: 1.13.0\nappVersion: 1.13.0\n");
    moduleChart("seaweedfs", "name: seaweedfs\nversion: 4.53.0\n", "k8s/charts");
    moduleChart("rook-ceph", "name: rook-ceph\nversion: 0.0.1\nappVersion: 0.0.1\n", "deploy/charts");
    moduleChart("rook-ceph-cluster", "name: rook-ceph-cluster\nversion: 0.0.1\n", "deploy/charts");
    moduleChart("library", "name: library\nversion: 0.0.1\n", "deploy/charts");
    moduleChart("ceph-csi-operator", "name: ceph-csi-operator\nversion: 0.2.0\n", "deploy/charts");
    const charts = await prepareCharts({ folder: go.folder });
    const text = (folder: string) => readFileSync(join(folder, "Chart.yaml"), "utf8");
    expect(text(charts.kueue)).toBe('name: kueue\nversion: 0.19.2\nappVersion: "v0.19.2"\n');
    expect(text(charts.jobset)).toBe("name: jobset\nversion: 0.12.0\n");
    expect(text(charts.karpenter)).toBe("name: karpenter\nversion: 1.14.1\nappVersion: 1.14.1\n");
    expect(charts["karpenter-crd"]).toBe(join(go.folder, "charts/karpenter-crd/1.14.1/karpenter-crd"));
    // what is packed into it has the version that it asks for.
    expect(text(charts["rook-ceph"])).toBe("name: rook-ceph\nversion: v1.20.6\nappVersion: 1.20.6\n");
    expect(text(join(charts["rook-ceph"], "charts", "ceph-csi-operator"))).toContain("version: 1.0.4\n");
    expect(text(join(charts["rook-ceph-cluster"], "charts", "library"))).toContain("version: 0.0.1\n");
    expect(statSync(join(charts.kueue, "Chart.yaml")).mode & 0o777).toBe(0o644);
    // the second time there is nothing to ask of Go.
    const before = go.calls().length;
    expect(await prepareCharts({ folder: go.folder, offline: true })).toEqual(charts);
    expect(go.calls().length).toBe(before);
  });

  test("fails offline where a chart is not there", async () => {
    go = fakeGo();
    await expect(prepareCharts({ folder: go.folder, offline: true })).rejects.toThrow(
      `chart kueue: ${go.folder}/charts/kueue/0.19.2/kueue does not exist; run without --offline`,
    );
  });
});
