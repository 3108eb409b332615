import { Testing } from "cdktf";
import { parse } from "yaml";
import { CHARTS } from "../../catalog/charts";
import { ChartRelease, type ChartReleaseProps } from "../../constructs/chart-release";
import { type Resource, resource, synthKubernetes } from "../kubernetes-synth";

const PROPS: ChartReleaseProps = { chart: CHARTS.kueue, name: "kueue", namespace: "kueue-system" };

function release(overrides: Partial<ChartReleaseProps> = {}): Resource {
  return resource(
    synthKubernetes((stack) => new ChartRelease(stack, "kueue", { ...PROPS, ...overrides })),
    "helm_release",
  );
}

describe("ChartRelease", () => {
  test("installs exactly the version of the catalog, from its repository", () => {
    expect(release()).toMatchObject({
      name: "kueue",
      namespace: "kueue-system",
      chart: "kueue",
      repository: CHARTS.kueue.repository,
      version: CHARTS.kueue.version,
    });
  });

  test("takes over a first install that timed out, waits until all is ready, and keeps few revisions", () => {
    expect(release()).toMatchObject({ upgrade_install: true, wait: true, timeout: 600, max_history: 5 });
  });

  test.each([
    ["an OCI repository", CHARTS.kueue, "oci://registry.fra1.acme.example/registry.k8s.io/kueue/charts"],
    ["an HTTPS repository", CHARTS["cert-manager"], "oci://registry.fra1.acme.example/charts.jetstack.io"],
  ])("finds the mirror of %s under the repository's own host and path", (_, chart, repository) => {
    expect(release({ chart, mirror: "registry.fra1.acme.example" }).repository).toBe(repository);
  });

  test("gets the chart's images from the mirror, under their own registry; what is set by hand counts", () => {
    const mirror = "registry.fra1.acme.example";
    const values = (chart: ChartReleaseProps["chart"], own?: object) =>
      parse(release({ chart, mirror, ...(own && { values: own }) }).values[0]);
    expect(values(CHARTS["cert-manager"])).toEqual({ imageRegistry: `${mirror}/quay.io` });
    expect(values(CHARTS["metrics-server"], { image: { tag: "v1" }, replicas: 2 })).toEqual({
      image: { repository: `${mirror}/registry.k8s.io/metrics-server/metrics-server`, tag: "v1" },
      replicas: 2,
    });
    const image = { repository: "elsewhere/metrics-server" };
    expect(values(CHARTS["metrics-server"], { image })).toEqual({ image });
  });

  test("takes an own chart along by a relative path that tells its content", () => {
    const own = release({ chart: "burst-link" });
    expect(own.chart).toMatch(/^\.\/assets\/kueue_chart_[0-9A-F]+\/[0-9A-F]{32}$/);
    expect(own).not.toHaveProperty("repository");
    expect(own).not.toHaveProperty("version");
    expect(release({ chart: "queues" }).chart).not.toBe(own.chart);
  });

  test("writes values that Terraform takes as they stand", () => {
    const values = { owner: '${file("/etc/passwd")} %{if true}' };
    expect(release({ values }).values).toEqual(['owner: $${file("/etc/passwd")} %%{if true}\n']);
  });

  test("writes no values where the chart's own are meant", () => {
    expect(release()).not.toHaveProperty("values");
  });

  test("writes the same bytes twice", () => {
    const json = () =>
      Testing.synthScope((scope) => new ChartRelease(scope, "queues", { ...PROPS, chart: "queues", values: { a: 1 } }));
    expect(json()).toBe(json());
  });
});
