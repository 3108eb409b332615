import { PROVIDER_RANGES, TERRAFORM_RANGE } from "../../catalog/bill-of-materials";
import { CHARTS } from "../../catalog/charts";
import { DEFAULT_KUBERNETES_VERSION, EKS_ADDONS, EKS_VERSIONS, KUBERNETES_VERSIONS } from "../../catalog/eks";
import { SERVING_IMAGES } from "../../catalog/serving-images";
import { SOURCES } from "../../catalog/source";

test("providers are ranges from the oldest tested release to before the next untested major", () => {
  expect(PROVIDER_RANGES).toEqual({
    aws: ">= 5.100.0, < 7.0.0",
    kubernetes: ">= 2.38.0, < 4.0.0",
    helm: ">= 3.1.0, < 4.0.0",
  });
  expect(TERRAFORM_RANGE).toBe(">= 1.11.0, < 2.0.0");
});

test.each(Object.entries(CHARTS))(
  "chart %s is pinned to an exact version in a repository, with a source",
  (_, chart) => {
    expect(chart.version).toMatch(/^v?\d+\.\d+(\.\d+)?$/);
    expect(chart.repository).toMatch(/^(https|oci):\/\/[a-z0-9.-]+(\/[a-z0-9.-]+)*$/);
    expect(SOURCES[chart.source].sourced).toBe(true);
  },
);

test("charts are in repositories by HTTPS, or in the folder above them by OCI", () => {
  expect(CHARTS["gpu-operator"].repository).toBe("https://helm.ngc.nvidia.com/nvidia");
  // helm joins the two: oci://registry.k8s.io/kueue/charts/kueue.
  expect(CHARTS.kueue.repository).toBe("oci://registry.k8s.io/kueue/charts");
  expect(CHARTS.karpenter.repository).toBe("oci://public.ecr.aws/karpenter");
});

test("Karpenter and its CRDs are one release", () => {
  expect(CHARTS["karpenter-crd"].version).toBe(CHARTS.karpenter.version);
});

test("platforms may name Kubernetes 1.33 to 1.36, and get 1.35", () => {
  expect(KUBERNETES_VERSIONS).toEqual(["1.33", "1.34", "1.35", "1.36"]);
  expect(DEFAULT_KUBERNETES_VERSION).toBe("1.35");
});

test("EKS versions end in order, extended support a year after standard support", () => {
  const rows = KUBERNETES_VERSIONS.map((version) => EKS_VERSIONS[version]);
  expect(rows.map(({ version }) => version)).toEqual([...KUBERNETES_VERSIONS]);
  const ends = rows.map(({ standardSupportEnds }) => standardSupportEnds);
  expect(ends).toEqual([...ends].sort());
  for (const { standardSupportEnds, extendedSupportEnds } of rows) {
    const [year, monthAndDay] = [standardSupportEnds.slice(0, 4), standardSupportEnds.slice(4)];
    expect(extendedSupportEnds).toBe(`${Number(year) + 1}${monthAndDay}`);
  }
});

test.each(Object.entries(EKS_ADDONS))("add-on %s has a release for every Kubernetes version", (_, releases) => {
  expect(Object.keys(releases)).toEqual([...KUBERNETES_VERSIONS]);
  for (const { version } of Object.values(releases)) expect(version).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
});

test.each(KUBERNETES_VERSIONS)("kube-proxy for %s is of that minor version", (version) => {
  expect(EKS_ADDONS["kube-proxy"][version].version.startsWith(`v${version}.`)).toBe(true);
});

test("what no source shows is marked, and nothing else of the add-ons is", () => {
  const unsourced = Object.entries(EKS_ADDONS).flatMap(([name, releases]) =>
    Object.entries(releases)
      .filter(([, { source }]) => !SOURCES[source].sourced)
      .map(([version]) => `${name} ${version}`),
  );
  expect(unsourced).toEqual([
    "aws-fsx-csi-driver 1.33",
    "aws-fsx-csi-driver 1.34",
    "aws-fsx-csi-driver 1.36",
    "aws-mountpoint-s3-csi-driver 1.33",
    "aws-mountpoint-s3-csi-driver 1.34",
    "aws-mountpoint-s3-csi-driver 1.36",
  ]);
});

test.each(Object.entries(SERVING_IMAGES))("image of %s has a registry and a release's tag, no digest", (_, image) => {
  expect(image.repository).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+\/[a-z0-9/_-]+$/);
  expect(image.tag).toMatch(/^v?\d[\w.-]*$/);
  expect(SOURCES[image.source].sourced).toBe(true);
});

test("servers run where platform files may put them", () => {
  const onCpu = Object.entries(SERVING_IMAGES)
    .filter(([, { runsOn }]) => (runsOn as readonly string[]).includes("cpu"))
    .map(([name]) => name);
  expect(onCpu).toEqual(["openvino", "mlserver"]);
});
