import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { CHARTS } from "../../../catalog/charts";
import { digestOf, folderChart, standInChart } from "../../../sandbox/charts/chart-package";
import { definitionsOf, STAND_IN_KINDS, standInDefinitions } from "../../../sandbox/charts/stand-in-definitions";

const folder = mkdtempSync(join(tmpdir(), "chart-package-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const certManager = { chart: "cert-manager", version: "v1.20.2", repository: "https://charts.jetstack.io" };
const textOf = (content: Buffer) => gunzipSync(content).toString("utf8");

describe("a stand-in", () => {
  test("has the chart's name and version, and says what it is", () => {
    const { metadata, from, digest, content } = standInChart(certManager);
    expect(from).toBe("stand-in");
    expect(metadata).toEqual({
      apiVersion: "v2",
      name: "cert-manager",
      version: "v1.20.2",
      type: "application",
      description:
        "Stands in for the chart of https://charts.jetstack.io, which cannot be reached: records its values and starts nothing.",
    });
    expect(digest).toBe(digestOf(content));
  });

  test("records the values that it was given", () => {
    expect(textOf(standInChart(certManager).content)).toContain("values.yaml: {{ toYaml .Values | quote }}");
  });

  test("brings the definitions that other charts make objects of", () => {
    const text = textOf(standInChart(certManager).content);
    expect(text).toContain("cert-manager/crds/0.yaml");
    expect(text).toContain("name: certificates.cert-manager.io");
    expect(textOf(standInChart({ ...certManager, chart: "seaweedfs" }).content)).not.toContain("/crds/");
  });

  test("starts nothing", () => {
    expect(textOf(standInChart(certManager).content)).not.toMatch(/kind: (Deployment|DaemonSet|StatefulSet|Job|Pod)\b/);
  });
});

describe("the definitions that a chart would bring", () => {
  const real = join(folder, "definitions");
  mkdirSync(real);
  writeFileSync(join(real, "cert-manager.io_certificates.yaml"), "metadata: { name: the real one }\n");

  test("are its module's own where it has them, and take any field where it has not", () => {
    const [certificate, issuer] = definitionsOf("cert-manager", { "cert-manager": real });
    expect(certificate).toEqual({ metadata: { name: "the real one" } });
    expect(issuer).toMatchObject({
      metadata: {
        name: "issuers.cert-manager.io",
        annotations: { "hybrid-gpu-platform/stand-in": "takes any field" },
      },
    });
  });

  test("are none for a chart whose kinds nothing uses", () => {
    expect(definitionsOf("seaweedfs", { seaweedfs: real })).toEqual([]);
  });
});

describe("the kinds of stand-ins", () => {
  test("belong to charts of the catalog", () => {
    expect(Object.keys(CHARTS)).toEqual(expect.arrayContaining(Object.keys(STAND_IN_KINDS)));
  });

  test("are left to a release that brings them", () => {
    const names = (released: readonly string[]) =>
      (standInDefinitions({}, released) as readonly { metadata: { name: string } }[]).map(
        ({ metadata }) => metadata.name,
      );
    expect(names([])).toContain("certificates.cert-manager.io");
    expect(names(["cert-manager"])).not.toContain("certificates.cert-manager.io");
    expect(names(["cert-manager"])).toContain("gateways.gateway.networking.k8s.io");
    expect(names(Object.keys(STAND_IN_KINDS))).toEqual([]);
  });

  test("store exactly one version each, under a name that Kubernetes accepts", () => {
    for (const definition of standInDefinitions({}, []) as readonly {
      metadata: { name: string; annotations: Record<string, string> };
      spec: { group: string; names: { plural: string }; versions: { storage: boolean }[] };
    }[]) {
      expect(definition.metadata.name).toBe(`${definition.spec.names.plural}.${definition.spec.group}`);
      expect(definition.spec.versions.filter(({ storage }) => storage)).toHaveLength(1);
      const protectedGroup = definition.spec.group.endsWith(".k8s.io");
      expect("api-approved.kubernetes.io" in definition.metadata.annotations).toBe(protectedGroup);
    }
  });
});

describe("a chart in a folder", () => {
  mkdirSync(join(folder, "templates"));
  writeFileSync(join(folder, "Chart.yaml"), "apiVersion: v2\nname: kueue\nversion: 0.19.2\n");
  writeFileSync(join(folder, "templates", "all.yaml"), "kind: Deployment\n");
  const kueue = { chart: "kueue", version: "0.19.2", repository: "oci://registry.k8s.io/kueue/charts" };

  test("is packed with all its files", () => {
    const { from, content } = folderChart(kueue, folder);
    expect(from).toBe("module");
    expect(textOf(content)).toContain("kueue/templates/all.yaml");
    expect(textOf(content)).toContain("kind: Deployment");
  });

  test("is refused where another one is asked for", () => {
    expect(() => folderChart({ ...kueue, version: "0.19.3" }, folder)).toThrow(
      `${folder} holds kueue 0.19.2, but kueue 0.19.3 is asked for`,
    );
  });
});
