import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostOf, pathOf, wantedCharts } from "../../../sandbox/charts/wanted-charts";

const outdir = mkdtempSync(join(tmpdir(), "wanted-charts-"));

afterAll(() => rmSync(outdir, { recursive: true, force: true }));

function stack(name: string, releases: object | undefined): void {
  mkdirSync(join(outdir, "stacks", name), { recursive: true });
  writeFileSync(
    join(outdir, "stacks", name, "cdk.tf.json"),
    JSON.stringify(releases ? { resource: { helm_release: releases } } : {}),
  );
}

const kueue = { name: "kueue", chart: "kueue", version: "0.19.2", repository: "oci://registry.k8s.io/kueue/charts" };

test("finds each chart of a repository once, and none that travels with the files", () => {
  stack("cloud-foundation", undefined);
  stack("cloud-platform", {
    kueue,
    queues: { name: "queues", chart: "./assets/queues_chart/ABC" },
    old: { ...kueue, version: "0.18.0" },
  });
  stack("on-prem", { kueue });
  expect(wantedCharts(outdir)).toEqual([
    { chart: "kueue", version: "0.18.0", repository: kueue.repository },
    { chart: "kueue", version: "0.19.2", repository: kueue.repository },
  ]);
});

test("refuses a release that would take whatever version is newest", () => {
  stack("cloud-platform", { keda: { name: "keda", chart: "keda", repository: "https://kedacore.github.io/charts" } });
  expect(() => wantedCharts(outdir)).toThrow(
    `${join(outdir, "stacks", "cloud-platform", "cdk.tf.json")}: the release of keda names no version`,
  );
});

test.each([
  ["oci://registry.k8s.io/kueue/charts", "registry.k8s.io", "kueue/charts"],
  ["oci://docker.io/envoyproxy", "registry-1.docker.io", "envoyproxy"],
  ["oci://mirror.example:5000/charts.rook.io/release", "mirror.example:5000", "charts.rook.io/release"],
  ["https://charts.jetstack.io", "charts.jetstack.io", ""],
  ["https://helm.ngc.nvidia.com/nvidia/", "helm.ngc.nvidia.com", "nvidia"],
])("%s is at %s under %j", (repository, host, path) => {
  expect(hostOf(repository)).toBe(host);
  expect(pathOf(repository)).toBe(path);
});
