import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHARTS } from "../../../catalog/charts";
import { TOOL_IMAGES } from "../../../catalog/tool-images";
import { MODULE_CHARTS } from "../../../sandbox/engines/chart-table";
import { CLUSTER_ENGINES, type Engine, type EngineName, PROVIDER_ENGINES } from "../../../sandbox/engines/table";

const engines: readonly Engine[] = [...CLUSTER_ENGINES, ...PROVIDER_ENGINES];

describe("the engines' table", () => {
  test("pins every module by version and checksums", () => {
    const modules = engines.flatMap((engine) =>
      "module" in engine ? [engine.module, ...(engine.changed ?? []).map(({ module }) => module)] : [],
    );
    expect(modules.length).toBeGreaterThan(6);
    for (const module of modules) {
      expect(module).toEqual({
        path: expect.stringMatching(/^[a-z0-9.-]+\/[\w./-]+$/),
        version: expect.stringMatching(/^v\d+\.\d+\.\d+/),
        sum: expect.stringMatching(/^h1:[\w+/]{43}=$/),
        goModSum: expect.stringMatching(/^h1:[\w+/]{43}=$/),
      });
    }
  });

  test.each([
    ["etcd", "go.etcd.io/etcd/server/v3", "3.6.16"],
    ["kubernetes", "k8s.io/kubernetes", "1.35.4"],
  ])("builds %s from a module that names the same release, with checksums", (wrapper, module, version) => {
    const folder = join(__dirname, "../../../sandbox/engines/wrappers", wrapper);
    const built = engines.filter((engine) => "wrapper" in engine && engine.wrapper === wrapper);
    expect(new Set(built.map((engine) => engine.version))).toEqual(new Set([version]));
    const goMod = readFileSync(join(folder, "go.mod"), "utf8");
    expect(goMod).toContain(`require ${module} v${version}`);
    for (const { package: built_ } of built) expect(goMod).toMatch(new RegExp(`tool.*${built_}`, "s"));
    expect(readFileSync(join(folder, "go.sum"), "utf8")).toContain(`${module} v${version} h1:`);
  });

  test("takes every staging module of Kubernetes from the same release", () => {
    const goMod = readFileSync(join(__dirname, "../../../sandbox/engines/wrappers/kubernetes/go.mod"), "utf8");
    const staging = [...goMod.matchAll(/^\s+(\S+) => (\S+) (\S+)$/gm)];
    expect(staging.length).toBeGreaterThan(25);
    for (const [, from, to, version] of staging) expect([to, version]).toEqual([from, "v0.35.4"]);
  });

  test("runs the controllers that the platform installs", () => {
    const version = (name: string) => engines.find((engine) => engine.name === name)?.version;
    expect(version("kueue")).toBe(CHARTS.kueue.version);
    expect(version("jobset")).toBe(CHARTS.jobset.version);
    expect(version("karpenter")).toBe(CHARTS.karpenter.version);
    // the release whose image the jobs that copy run in.
    expect(version("rclone")).toBe(TOOL_IMAGES.rclone.tag);
    for (const { name, version } of MODULE_CHARTS) expect(version).toBe(CHARTS[name].version);
  });

  test("builds what a control plane needs before any controller", () => {
    const names = CLUSTER_ENGINES.map(({ name }) => name);
    const last = Math.max(
      ...["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kwok", "kwokctl"].map(
        (name) => names.indexOf(name as EngineName),
      ),
    );
    expect(names.slice(last + 1)).toEqual(["jobset", "kueue", "karpenter", "rclone"]);
  });
});
