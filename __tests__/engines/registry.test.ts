import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { prepareCharts } from "../../sandbox/engines/charts";
import { DEFINITION_MODULES } from "../../sandbox/engines/definitions";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { moduleFolder } from "../../sandbox/engines/go-module";
import { makeWritable } from "../../sandbox/engines/make-writable";
import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, type Resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { resources, synthPlatformStack } from "../synth";
import { cliConfiguration } from "../terraform/terraform";

const MIRROR = "registry.fra1.acme.example";
const workspace = realpathSync(mkdtempSync(join(tmpdir(), "registry-")));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** Every release of a disconnected site that serves models and has a store of its own. */
function releases(): Resource[] {
  const platform = examplePlatform((file) => {
    const onPrem = file.onPrem as Record<string, unknown>;
    onPrem.registry = MIRROR;
    onPrem.objectStore = { provision: { kind: "seaweedfs", capacityTiB: 10, storageClass: "local-nvme" } };
  });
  const { onPrem } = platform;
  if (!onPrem) throw new Error("the example has lost its on-prem side");
  return resources(
    synthPlatformStack((app) => new OnPremStack(app, platform, onPrem, {})),
    "helm_release",
  );
}

/** A chart as its repository has it before it is released: the release process fills in what is missing. */
async function unreleased(chart: string, at: string, change: (folder: string) => void): Promise<string> {
  const found = DEFINITION_MODULES.find((one) => one.chart === chart);
  if (!found) throw new Error(`no module has the chart ${chart}`);
  const folder = join(workspace, chart);
  cpSync(join(await moduleFolder(chart, found.module, join(workspace, `${chart}-module`)), at), folder, {
    recursive: true,
  });
  makeWritable(folder);
  change(folder);
  return folder;
}

/** Third-party charts that can be had without a chart repository, by name. */
async function charts(): Promise<Record<string, string>> {
  const { kueue, jobset, seaweedfs } = await prepareCharts({ folder: enginesFolder(process.env) });
  const certManager = await unreleased("cert-manager", "deploy/charts/cert-manager", (folder) => {
    renameSync(join(folder, "Chart.template.yaml"), join(folder, "Chart.yaml"));
    const text = readFileSync(join(folder, "Chart.yaml"), "utf8");
    writeFileSync(join(folder, "Chart.yaml"), `${text}\nversion: 1.20.2\nappVersion: v1.20.2\n`);
  });
  const gateway = await unreleased("envoy-gateway", "charts/gateway-helm", (folder) => {
    const text = readFileSync(join(folder, "values.tmpl.yaml"), "utf8");
    const filled = text
      .replaceAll("${GatewayImage}", "docker.io/envoyproxy/gateway:v1.9.1")
      .replace(/\$\{\w+\}/g, "IfNotPresent");
    writeFileSync(join(folder, "values.yaml"), filled);
  });
  return { kueue, jobset, seaweedfs, "cert-manager": certManager, "gateway-helm": gateway };
}

/** Registries of the world, wherever a text names one: images of containers, arguments, settings of what starts containers itself. */
const IMAGE =
  /[a-z0-9./-]*\b(?:docker\.io|gcr\.io|ghcr\.io|nvcr\.io|public\.ecr\.aws|quay\.io|registry\.k8s\.io|pkg\.dev)\/[a-z0-9./-]+/g;

function images(text: string): string[] {
  return parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as Resource | null;
    // definitions describe kinds, and policies what may run: they start nothing.
    if (object === null || /^CustomResourceDefinition$|^ValidatingAdmission/.test(object.kind)) return [];
    return [...containerImages(object), ...(JSON.stringify(object).match(IMAGE) ?? [])];
  });
}

/** Those that name no registry are from Docker Hub. */
function containerImages(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(containerImages);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "image" && typeof inner === "string" && inner !== "" ? [inner] : containerImages(inner),
  );
}

let manifests: Record<string, string>;

beforeAll(async () => {
  const TF_CLI_CONFIG_FILE = await cliConfiguration(["helm"]);
  const thirdParty = await charts();
  const own = (name: string) => join(__dirname, "..", "..", "charts", name === "dataset-copies" ? "copies" : name);
  const template = Object.fromEntries(
    releases().flatMap((release) => {
      const name = String(release.name);
      const chart = String(release.chart).startsWith("./") ? own(name) : thirdParty[name];
      if (chart === undefined || !existsSync(chart)) return [];
      const values = [JSON.stringify(helmValues(release))];
      return [[name, { name, namespace: "example", chart, values, kube_version: "1.35.4", include_crds: false }]];
    }),
  );
  const outputs = Object.fromEntries(
    Object.keys(template).map((name) => [name, `\${data.helm_template.${name}.manifest}`]),
  );
  writeFileSync(
    join(workspace, "main.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { helm: { source: "hashicorp/helm", version: ">= 3.1.0" } } },
      data: { helm_template: template },
      output: { all: { value: outputs } },
    }),
  );
  const run = (...args: string[]) => {
    const env = { PATH: process.env.PATH ?? "", HOME: workspace, TF_CLI_CONFIG_FILE };
    const options = { cwd: workspace, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
    const { status, stdout, stderr } = spawnSync("terraform", args, options);
    if (status !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${status}:\n${stderr}`);
    return stdout;
  };
  run("init", "-input=false");
  run("apply", "-auto-approve", "-input=false");
  manifests = JSON.parse(run("output", "-json", "all"));
}, 240_000);

test("a disconnected site's pods get every image from its registry, whatever the chart", () => {
  // what is not here has no chart that can be had: its values alone are looked at, in __tests__/stacks.
  expect(Object.keys(manifests)).toEqual(
    expect.arrayContaining(["cert-manager", "gateway-helm", "jobset", "kueue", "object-store", "seaweedfs"]),
  );
  const named = Object.entries(manifests).flatMap(([name, text]) =>
    images(text).map((image) => [name, image] as const),
  );
  expect(named.filter(([, image]) => !image.startsWith(`${MIRROR}/`))).toEqual([]);
  // the registry's own name is followed by the one where the image is from.
  for (const name of ["cert-manager", "gateway-helm", "jobset", "kueue", "seaweedfs"])
    expect([
      name,
      named.some(([from, image]) => from === name && /^[^/]+\/[a-z0-9.]+\.(io|dev)\//.test(image)),
    ]).toEqual([name, true]);
});

test("SeaweedFS's pods pass Pod Security's level restricted, and wait for the administrator's key", () => {
  const pods = parseAllDocuments(manifests.seaweedfs ?? "").flatMap((document): Resource[] => {
    const object = document.toJS() as Resource | null;
    const spec = object?.spec?.template?.spec;
    if (!spec) return [];
    const claims = (object.spec.volumeClaimTemplates ?? []).map(({ metadata }: Resource) => metadata.name);
    const there = [...claims, ...(spec.volumes ?? []).map(({ name }: Resource) => name)];
    // the API server refuses a pod that mounts what is not there.
    for (const { volumeMounts = [] } of spec.containers)
      expect([object.metadata.name, there]).toEqual([
        object.metadata.name,
        expect.arrayContaining(volumeMounts.map(({ name }: Resource) => name)),
      ]);
    return [spec];
  });
  // masters, volume servers, the server of names, and what answers S3.
  expect(pods).toHaveLength(4);
  for (const { securityContext, containers, initContainers = [], volumes = [] } of pods) {
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(volumes.filter((volume: Resource) => "hostPath" in volume)).toEqual([]);
    for (const container of [...containers, ...initContainers])
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
  }
  const s3 = pods
    .flatMap(({ containers }) => containers)
    .find(({ command }) => /\bs3 /.test(command[2].replace(/\s+/g, " ")));
  expect(s3.command[2]).toContain("-iam.readOnly=false");
  expect(s3.env).toContainEqual({
    name: "AWS_ACCESS_KEY_ID",
    valueFrom: { secretKeyRef: { key: "AWS_ACCESS_KEY_ID", name: "seaweedfs-administrator" } },
  });
});
