import type { Platform } from "../../spec/platform";
import type { RunningOnPrem } from "./on-prem-fixture";

// biome-ignore lint/suspicious/noExplicitAny: files and answers are data that the test looks into at will.
type Data = any;

/** What a suite has on whose cluster {@link saysWhatTheClusterHas} looks. */
export interface ExistingOptions {
  box(): RunningOnPrem;
  platformWith(change: (file: Data) => void): Platform;
  synthesize(platform: Platform): void;
  /** Puts the files back. */
  restore(): void;
}

/** Tests of what plans say of a cluster that is said to have components already. */
export function saysWhatTheClusterHas({ box, platformWith, synthesize, restore }: ExistingOptions): void {
  describe("what the cluster is said to have already", () => {
    afterAll(restore);

    /** What a plan warns of components, without the lines in which it is written. */
    async function warnings(existing = ["kueue", "jobset", "metricsServer"]): Promise<string> {
      const platform = platformWith((file) => {
        file.onPrem.existing = existing;
        if (!existing.includes("gpuOperator")) return;
        const bench = file.onPrem.pools.find(({ name }: Data) => name === "bench");
        file.onPrem.pools.push({ ...bench, name: "shared", nodes: ["fra1-gpu-90"], sharing: { timeSlices: 4 } });
      });
      synthesize(platform);
      return (await box().terraform("plan", "-input=false")).replace(/[│\s]+/g, " ");
    }

    test("is not complained of at the version that the platform is tried with; what is missing is named", async () => {
      const text = await warnings();
      expect(text).not.toContain("onPrem.existing names kueue");
      expect(text).not.toContain("onPrem.existing names jobset");
      expect(text).toContain(
        "onPrem.existing names metricsServer, but nothing answers the API v1beta1.metrics.k8s.io of the cluster",
      );
    });

    test("is warned of where Kueue is set so that runs with GPUs would wait for ever", async () => {
      const path = "/api/v1/namespaces/kueue-system/configmaps/kueue-manager-config";
      const { data } = await box().api.get<Data>(path);
      const [[file, text]] = Object.entries<string>(data) as [[string, string]];
      await box().api.patch(path, { data: { [file]: text.replace("IgnoreUndeclared", "BlockUndeclared") } });
      expect(await warnings()).toContain(
        "onPrem.existing names kueue, and no ConfigMap of it in kueue-system has resources.quotaCheckStrategy: IgnoreUndeclared",
      );
      await box().api.patch(path, { data });
    });

    test("is named with its version where it is older: by its label, else by the tag of its image", async () => {
      const deployment = (name: string, image: string, version?: string) => ({
        metadata: {
          name,
          labels: { "app.kubernetes.io/name": "kueue", ...(version && { "app.kubernetes.io/version": version }) },
        },
        spec: {
          replicas: 0,
          selector: { matchLabels: { name } },
          template: { metadata: { labels: { name } }, spec: { containers: [{ name: "manager", image }] } },
        },
      });
      const deployments = "/apis/apps/v1/namespaces/default/deployments";
      const digest = `sha256:${"0".repeat(64)}`;
      await box().api.create(deployments, deployment("labelled", "example/kueue:latest", "v0.18.4"));
      await box().api.create(deployments, deployment("tagged", `registry.fra1:5000/kueue/kueue:v0.17.1@${digest}`));
      expect(await warnings()).toMatch(/onPrem.existing names kueue, and the cluster runs .*v0\.18\.4, v0\.17\.1/);
      for (const name of ["labelled", "tagged"]) await box().api.delete(`${deployments}/${name}`);
    });

    test("is named where a GPU operator is set so that GPUs are not counted or not cut, and not where it is as written", async () => {
      const policies = "/apis/nvidia.com/v1/clusterpolicies";
      const maps = "/api/v1/namespaces/default/configmaps";
      const gpuOperator = async () =>
        [...(await warnings(["gpuOperator"])).matchAll(/onPrem\.existing names gpuOperator, and ([^:]+)/g)].map(
          ([, found]) => found,
        );
      const name = "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED";
      const policy = {
        apiVersion: "nvidia.com/v1",
        kind: "ClusterPolicy",
        metadata: { name: "cluster-policy" },
        spec: {
          cdi: { enabled: true },
          mig: { strategy: "single" },
          toolkit: { enabled: true, env: [{ name, value: "true" }] },
          devicePlugin: { config: { name: "site-plugin" } },
        },
      };
      await box().api.create(policies, policy);
      expect((await gpuOperator()).sort()).toEqual([
        "no ClusterPolicy has cdi.enabled",
        "no ClusterPolicy has mig.strategy",
        "the device plugin has no configuration time-slices-4 with 4 replicas of nvidia.com/gpu, renameByDefault and failRequestsGreaterThanOne",
      ]);
      await box().api.patch(`${policies}/cluster-policy`, {
        spec: { mig: { strategy: "mixed" }, toolkit: { env: [{ name, value: "false" }] } },
      });
      const timeSlicing = {
        renameByDefault: true,
        failRequestsGreaterThanOne: true,
        resources: [{ name: "nvidia.com/gpu", replicas: 4 }],
      };
      await box().api.create(maps, {
        metadata: { name: "site-plugin" },
        data: { "time-slices-4": JSON.stringify({ version: "v1", sharing: { timeSlicing } }) },
      });
      expect(await gpuOperator()).toEqual([]);
      await box().api.delete(`${maps}/site-plugin`);
      await box().api.delete(`${policies}/cluster-policy`);
    });
  });
}
