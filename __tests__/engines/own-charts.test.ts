import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { parseAllDocuments } from "yaml";
import { alertRules } from "../../spec/alert-rules";
import { addStacks } from "../../stacks/add-stacks";
import { helmValues, type Resource } from "../kubernetes-synth";
import { NIGHTLY } from "../nightly";
import { examplePlatform } from "../platforms";
import { resources } from "../synth";
import { cliConfiguration } from "../terraform/terraform";

const workspace = mkdtempSync(join(tmpdir(), "own-charts-"));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** Own charts, by release, with the values that the example gives them. */
const CHARTS = {
  "gateway-class": "gateway-class",
  "model-copies": "copies",
  "dataset-copies": "copies",
  "road-detector-cloud": "route",
  "road-detector-fra1-serving": "serving",
  "batch-nightly": "batch",
  observability: "observability",
  "object-store": "object-store",
};

function releases(): Resource[] {
  const platform = examplePlatform((file) => {
    (file.deployments as object[]).push(NIGHTLY);
  });
  return addStacks(Testing.app(), platform, {}).flatMap((stack) =>
    resources(Testing.synth(stack, true), "helm_release"),
  );
}

describe("Helm", () => {
  let objects: Record<string, Resource[]>;

  beforeAll(async () => {
    const TF_CLI_CONFIG_FILE = await cliConfiguration(["helm"]);
    const found = releases();
    const templates = Object.fromEntries(
      Object.entries(CHARTS).map(([name, folder]) => {
        const release = found.find((one) => one.name === name) ?? {};
        const chart = join(__dirname, "..", "..", "charts", folder);
        const values = [JSON.stringify(helmValues(release))];
        return [name, { name, namespace: "example", chart, values, kube_version: "1.35.4" }];
      }),
    );
    const file = {
      terraform: { required_providers: { helm: { source: "hashicorp/helm", version: ">= 3.1.0" } } },
      data: { helm_template: templates },
      output: {
        all: {
          value: Object.fromEntries(
            Object.keys(CHARTS).map((name) => [name, `\${data.helm_template.${name}.manifest}`]),
          ),
        },
      },
    };
    writeFileSync(join(workspace, "main.tf.json"), JSON.stringify(file));
    const env = { PATH: process.env.PATH ?? "", HOME: workspace, TF_CLI_CONFIG_FILE };
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync("terraform", args, { cwd: workspace, env, encoding: "utf8" });
      if (status !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${status}:\n${stderr}`);
      return stdout;
    };
    run("init", "-input=false");
    run("apply", "-auto-approve", "-input=false");
    const texts = JSON.parse(run("output", "-json", "all")) as Record<string, string>;
    objects = Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, parseAllDocuments(text).map((one) => one.toJS() as Resource)]),
    );
  });

  const kinds = (name: string) => (objects[name] ?? []).map(({ kind }) => kind).sort();

  test("makes a class of Gateways and how its proxies run", () => {
    expect(kinds("gateway-class")).toEqual(["EnvoyProxy", "GatewayClass"]);
  });

  test("makes a route with weights and a time limit", () => {
    const route = objects["road-detector-cloud"]?.find(({ kind }) => kind === "HTTPRoute");
    const [rule] = route?.spec.rules ?? [];
    expect(rule.backendRefs.map(({ weight }: Resource) => weight)).toEqual([90, 10]);
    expect(rule.timeouts).toEqual({ request: "300s" });
  });

  test("makes a disruption budget, and nothing that scales where CPU use does", () => {
    const [budget, ...others] = objects["road-detector-fra1-serving"] ?? [];
    expect(others).toEqual([]);
    expect(budget).toMatchObject({ kind: "PodDisruptionBudget", spec: { unhealthyPodEvictionPolicy: "AlwaysAllow" } });
  });

  test("makes a CronJob whose jobs wait for their queue, the server beside the step that asks", () => {
    const [cronJob, ...others] = objects["batch-nightly"] ?? [];
    expect(others).toEqual([]);
    expect(cronJob?.spec).toMatchObject({ schedule: "0 3 * * *", timeZone: "Etc/UTC", concurrencyPolicy: "Forbid" });
    const { metadata, spec } = cronJob?.spec.jobTemplate ?? {};
    expect(metadata.labels).toMatchObject({ "kueue.x-k8s.io/queue-name": "burst" });
    expect(spec).toMatchObject({ suspend: true, backoffLimit: 2, activeDeadlineSeconds: 21600 });
    expect(spec.template.spec.initContainers[1]).toMatchObject({ name: "server", restartPolicy: "Always" });
    // the shell's own words, not Helm's or Terraform's.
    expect(spec.template.spec.containers[0].command[2]).toContain('[ "$refused" = 0 ]');
  });

  test("makes a monitor, the alert rules as they were written, and a dashboard with the platform's name", () => {
    expect(kinds("observability")).toEqual(["ConfigMap", "PrometheusRule", "ServiceMonitor"]);
    const one = (kind: string) => objects.observability?.find((object) => object.kind === kind);
    const monitor = one("ServiceMonitor");
    expect(monitor?.metadata.name).toBe("acme-kueue");
    expect(monitor?.spec.namespaceSelector).toEqual({ matchNames: ["kueue-system"] });
    expect(monitor?.spec.endpoints).toEqual([expect.objectContaining({ port: "https", scheme: "https" })]);
    expect(one("PrometheusRule")?.spec.groups).toEqual(alertRules(examplePlatform(), "onPrem"));
    expect(one("ConfigMap")?.metadata.labels).toEqual({ grafana_dashboard: "1" });
    const dashboard = JSON.parse(one("ConfigMap")?.data["acme.json"]);
    expect(dashboard).toMatchObject({ title: "acme: GPUs and queues", uid: "acme-gpu-platform" });
    expect(JSON.stringify(dashboard)).not.toContain("PLATFORM");
  });

  test("makes a job for each copy and one a side that tidies, each with AWS's identity beside it", () => {
    // road-detector comes in, digits goes out; one tidies on each side.
    expect(kinds("model-copies")).toEqual(["ConfigMap", "Job", "Job", "Job", "Job", "NetworkPolicy"]);
    const jobs = objects["model-copies"]?.filter(({ kind }) => kind === "Job") ?? [];
    for (const { spec } of jobs) {
      const pod = spec.template.spec;
      expect(pod.initContainers[0]).toMatchObject({ name: "identity", restartPolicy: "Always" });
      expect(pod.containers[0].env).toContainEqual({ name: "RCLONE_CONFIG_CLOUD_ENV_AUTH", value: "true" });
      expect(pod.containers[0].env).toContainEqual({
        name: "RCLONE_CONFIG_ONPREM_ACCESS_KEY_ID",
        valueFrom: { secretKeyRef: { name: "acme-system-object-store", key: "AWS_ACCESS_KEY_ID" } },
      });
      for (const { securityContext } of [...pod.initContainers, ...pod.containers])
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
    }
    expect(new Set(jobs.map(({ metadata }) => metadata.name)).size).toBe(4);
  });

  test("makes what looks for an administrator's keys, with a right to read those Secrets and no others", () => {
    const made = objects["object-store"] ?? [];
    expect(kinds("object-store").filter((kind) => kind === "Secret")).toEqual([]);
    const roles = made.filter(({ kind }) => kind === "Role");
    expect(roles.map(({ metadata, rules }) => [metadata.namespace, rules[0].resourceNames, rules[0].verbs])).toEqual(
      expect.arrayContaining([
        ["acme-inference", ["acme-inference-object-store", "scan-segmenter-fra1-object-store"], ["get"]],
        ["acme-vision", ["acme-vision-object-store"], ["get"]],
      ]),
    );
    const data = made.find(
      ({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "object-store-identities",
    )?.data;
    expect(data.secrets.trim().split("\n")).toHaveLength(6);
    expect(JSON.parse(data["acme-vision.acme-vision-object-store.json"]).Version).toBe("2012-10-17");
  });

  test("makes a CronJob for each dataset that is kept on the other side, one run at a time", () => {
    expect(kinds("dataset-copies")).toEqual(["ConfigMap", "CronJob", "NetworkPolicy"]);
    const job = objects["dataset-copies"]?.find(({ kind }) => kind === "CronJob");
    expect(job?.metadata.name).toBe("dataset-imagenet");
    expect(job?.spec).toMatchObject({ schedule: "23 * * * *", concurrencyPolicy: "Forbid" });
    const pod = job?.spec.jobTemplate.spec.template.spec;
    expect(pod.containers[0].command).toEqual(["sh", "/scripts/dataset.sh"]);
    expect(pod.containers[0].env).toContainEqual({ name: "CHECK", value: "from" });
    const certificate = pod.volumes.find(({ name }: Resource) => name === "certificate");
    expect(certificate.secret.secretName).toBe("acme-copies-out-certificate");
  });
});
