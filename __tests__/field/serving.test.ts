import { Testing } from "cdktf";
import { InferenceStack } from "../../stacks/inference";
import { byAddress, helmValues, type Resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { stackText, synthesized } from "../states";

const PLATFORM = examplePlatform();
const FILES = synthesized(PLATFORM);
const SERVING = ["inference-on-prem", "inference-cloud"] as const;

function all(stack: string, type: string): Resource[] {
  return Object.entries(byAddress(stackText(FILES, stack)))
    .filter(([address]) => address.startsWith(`${type}.`))
    .map(([, held]) => held);
}

const deployments = SERVING.flatMap((stack) => all(stack, "kubernetes_deployment_v1"));
const stable = deployments.filter(({ metadata }) => metadata.labels["gpu.platform/track"] === "stable");

/** Seconds that a probe waits before it gives up. */
function budgetOf({ period_seconds, failure_threshold }: Resource): number {
  return period_seconds * failure_threshold;
}

describe("served models, as the field asks for them", () => {
  test("there are some on both sides, and one is on trial", () => {
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual([
      "digits-cloud",
      "digits-fra1",
      "road-detector-cloud",
      "road-detector-cloud-canary",
      "road-detector-fra1",
      "scan-segmenter-fra1",
    ]);
  });

  test("G4 there are at least two replicas, and a budget that keeps some and lets each be disturbed", () => {
    for (const { spec } of stable) expect(Number(spec.replicas)).toBeGreaterThanOrEqual(2);
    for (const stack of SERVING) {
      const budgets = all(stack, "helm_release")
        .filter(({ name }) => name.endsWith("-serving"))
        .map(helmValues);
      const names = all(stack, "kubernetes_deployment_v1").map(({ metadata }) => metadata.name);
      expect(budgets.map(({ name }) => name).sort()).toEqual(names.filter((name) => !name.endsWith("-canary")).sort());
      for (const { name, labels } of budgets) expect(labels).toEqual({ "gpu.platform/deployment": name });
    }
  });

  test("G4 replicas spread over zones and nodes, where they can", () => {
    for (const { spec } of deployments)
      expect(
        spec.template.spec.topology_spread_constraint.map((one: Resource) => [
          one.topology_key,
          one.when_unsatisfiable,
        ]),
      ).toEqual([
        ["topology.kubernetes.io/zone", "ScheduleAnyway"],
        ["kubernetes.io/hostname", "ScheduleAnyway"],
      ]);
  });

  test("G4 all probes are there, and Kubernetes waits longer than the model loads", () => {
    for (const { spec } of deployments) {
      const [server] = spec.template.spec.container;
      expect(Object.keys(server)).toEqual(
        expect.arrayContaining(["startup_probe", "readiness_probe", "liveness_probe"]),
      );
      expect(budgetOf(server.startup_probe)).toBeGreaterThanOrEqual(300);
      expect(spec.progress_deadline_seconds).toBeGreaterThan(budgetOf(server.startup_probe));
      expect(spec.revision_history_limit).toBeGreaterThanOrEqual(3);
    }
  });

  test("G4 Terraform waits longer than Kubernetes, so that the message is Kubernetes' own", () => {
    for (const { spec, timeouts } of deployments)
      expect(Number.parseInt(timeouts.create, 10)).toBeGreaterThan(spec.progress_deadline_seconds);
  });

  test("G4 a pod that is told to stop has time to finish: the pause before it, the longest answer and its end", () => {
    for (const { spec } of deployments) {
      const { termination_grace_period_seconds: grace, container } = spec.template.spec;
      const [, pause] = container[0].lifecycle.pre_stop[0].exec.command;
      const { requestTimeoutSec } = PLATFORM.deployments[0] ?? { requestTimeoutSec: Number.POSITIVE_INFINITY };
      expect(grace).toBeGreaterThan(Number(pause) + requestTimeoutSec);
    }
  });

  test("G4 models are above runs where CPU and memory are short", () => {
    for (const side of ["on-prem", "cloud-platform"]) {
      const [own] = all(side, "kubernetes_priority_class_v1");
      expect(own?.metadata.name).toBe("acme-inference");
      expect(own?.value).toBeGreaterThan(0);
    }
    for (const { spec } of deployments) expect(spec.template.spec.priority_class_name).toBe("acme-inference");
  });

  test("G5 what is served stands in the pod template whole: version, sum, image, and where it comes from", () => {
    for (const { spec } of deployments) {
      const { metadata, spec: pod } = spec.template;
      const version = metadata.labels["gpu.platform/version"];
      const model = PLATFORM.models.find(({ name }) => name === metadata.labels["gpu.platform/model"]);
      const sha256 = model?.versions.find((one) => one.version === version)?.sha256;
      const env = Object.fromEntries(pod.init_container[0].env.map(({ name, value }: Resource) => [name, value]));
      expect(metadata.annotations["gpu.platform/model-sha256"]).toBe(sha256);
      expect(env.MODEL_SHA256).toBe(sha256);
      expect(env.MODEL_SOURCE).toMatch(new RegExp(`/${model?.name}/${version}$`));
      expect(pod.container[0].image).toMatch(
        model?.server === "mlserver" ? /^docker\.io\/seldonio\/mlserver:/ : /^nvcr\.io\/nvidia\/tritonserver:/,
      );
    }
  });

  test("G5 a reverted commit gives back the very file", () => {
    const text = (version: string) => {
      const platform = examplePlatform((file) => {
        const [first] = file.deployments as { version: string }[];
        if (first) first.version = version;
      });
      return Testing.synth(new InferenceStack(Testing.app(), platform, "onPrem", {}), true);
    };
    const before = text("7");
    expect(text("8")).not.toBe(before);
    expect(text("7")).toBe(before);
  });

  test("G5 a version that was served before stays in the bucket: nothing that is current ever expires", () => {
    const rules = all("cloud-foundation", "aws_s3_bucket_lifecycle_configuration").flatMap(({ bucket, rule }) =>
      String(bucket).includes("models") ? (rule as Resource[]) : [],
    );
    expect(rules.length).toBeGreaterThan(0);
    for (const { expiration = {} } of rules) expect(JSON.stringify(expiration)).not.toContain('"days"');
  });

  test.each(["on-prem", "cloud-platform", ...SERVING])(
    "G5 %s: every release waits, in a limited time, cleans up what it could not install, and can go back",
    (stack) => {
      const releases = all(stack, "helm_release");
      expect(releases.length).toBeGreaterThan(0);
      for (const release of releases) {
        expect(release).toMatchObject({ wait: true, cleanup_on_fail: true });
        expect(release.timeout).toBeGreaterThan(0);
        expect(release.max_history).toBeGreaterThan(1);
      }
    },
  );

  test("G7 a replica asks for the unit that its pool's nodes sell, and for nothing else of NVIDIA's", () => {
    const units = Object.fromEntries(
      stable.map(({ metadata, spec }) => [
        metadata.name,
        Object.fromEntries(
          Object.entries(spec.template.spec.container[0].resources.limits).filter(([name]) =>
            name.startsWith("nvidia.com/"),
          ),
        ),
      ]),
    );
    expect(units).toEqual({
      "digits-cloud": {},
      "digits-fra1": {},
      "road-detector-cloud": { "nvidia.com/gpu": "1" },
      "road-detector-fra1": { "nvidia.com/mig-1g.10gb": "1" },
      "scan-segmenter-fra1": { "nvidia.com/mig-1g.10gb": "1" },
    });
  });

  test("G8 each AWS identity of the cluster is one service account's, and may do what is listed on what is listed", () => {
    const roles = all("cloud-burst", "aws_iam_role").filter(({ assume_role_policy }) =>
      String(assume_role_policy).includes("pods.eks.amazonaws.com"),
    );
    const associations = all("cloud-burst", "aws_eks_pod_identity_association");
    const accounts = associations.map(({ namespace, service_account }) => `${namespace}/${service_account}`);
    expect(new Set(accounts).size).toBe(accounts.length);
    expect(accounts).toContain("acme-inference/inference");
    expect(roles.length).toBeGreaterThan(0);
    for (const { assume_role_policy } of roles) {
      const [statement] = JSON.parse(assume_role_policy).Statement;
      expect([statement.Action].flat().sort()).toEqual(["sts:AssumeRole", "sts:TagSession"]);
      expect(Object.keys(statement.Condition.StringEquals).sort()).toEqual([
        "aws:RequestTag/eks-cluster-arn",
        "aws:RequestTag/kubernetes-namespace",
        "aws:RequestTag/kubernetes-service-account",
      ]);
    }
  });

  test("G8 served models read their own prefixes of the bucket of models, and write nothing", () => {
    const policy = all("cloud-burst", "aws_iam_role_policy").find(({ role }) => String(role).includes("inference"));
    const statements: Resource[] = JSON.parse(policy?.policy).Statement;
    const actions = statements.flatMap(({ Action }) => [Action].flat() as string[]);
    expect(actions.filter((action) => /\*|Put|Delete|Write|Encrypt|GenerateDataKey/.test(action))).toEqual([]);
    const resources = statements.flatMap(({ Resource: named }) => [named].flat() as string[]);
    expect(resources).toContainEqual(expect.stringMatching(/acme-models-111122223333-eu-north-1\/road-detector\/\*$/));
    expect(resources).not.toContain("*");
  });

  test.each(SERVING)(
    "G9 %s: keys come from Secrets that others make: no value and no Secret is in the file",
    (stack) => {
      expect(stackText(FILES, stack)).not.toMatch(/kubernetes_secret|AKIA[0-9A-Z]{16}|PRIVATE KEY/);
      const env = all(stack, "kubernetes_deployment_v1").flatMap(({ spec: { template } }) =>
        [...template.spec.container, ...template.spec.init_container].flatMap((one): Resource[] => one.env ?? []),
      );
      const secret = env.filter(({ name }) => /SECRET|ACCESS_KEY|TOKEN|PASSWORD/.test(name));
      expect(secret.filter(({ value }) => value !== undefined)).toEqual([]);
      // the cloud's pods have an identity instead of a key.
      expect(secret.length > 0).toBe(stack === "inference-on-prem");
    },
  );
});

describe("the card of a model", () => {
  const card = (name: string) => {
    const { metadata, spec } = deployments.find((one) => one.metadata.name === name) ?? {};
    return { metadata, pod: spec.template.metadata };
  };

  test("says what is served, trained on what, by which run, and how it must be handled", () => {
    const { metadata } = card("scan-segmenter-fra1");
    expect(metadata.labels).toMatchObject({
      "gpu.platform/model": "scan-segmenter",
      "gpu.platform/version": "1",
      "gpu.platform/classification": "restricted",
    });
    expect(metadata.annotations).toMatchObject({
      "gpu.platform/model-sha256": "e8bc163c82eee18733288c7d4ac636db3a6deb013ef2d37b68322be20edc45cc",
      "gpu.platform/trained-on": "patient-scans",
      "gpu.platform/trained-by": "scan-segmenter",
    });
  });

  test("is told of the version on trial, too", () => {
    expect(card("road-detector-cloud-canary").metadata.labels).toMatchObject({
      "gpu.platform/version": "8",
      "gpu.platform/classification": "internal",
    });
  });

  test("is not on the pods, which data that is classified anew would restart", () => {
    const { pod } = card("scan-segmenter-fra1");
    expect(JSON.stringify(pod)).not.toMatch(/classification|trained/);
  });

  test("of a model that was released names no restricted data in the cloud, and all of it on-prem", () => {
    const platform = examplePlatform((file) => {
      const models = file.models as Record<string, unknown>[];
      Object.assign(models.find(({ name }) => name === "scan-segmenter") ?? {}, {
        trainedOn: ["imagenet", "patient-scans"],
        released: {
          classification: "public",
          by: "dpo@acme.example",
          on: "2026-11-01",
          reason: "anonymous",
        },
      });
      (file.deployments as object[]).push({
        name: "scan-cloud",
        model: "scan-segmenter",
        version: "1",
        side: "cloud",
        pool: "l4",
        replicas: { min: 1, max: 1 },
      });
    });
    const annotations = (side: "onPrem" | "cloud", name: string) =>
      Object.values(byAddress(Testing.synth(new InferenceStack(Testing.app(), platform, side, {}), true))).find(
        ({ metadata }) => metadata?.name === name,
      )?.metadata.annotations;
    expect(annotations("cloud", "scan-cloud")).toMatchObject({
      "gpu.platform/trained-on": "imagenet, what stays on-prem",
      "gpu.platform/trained-by": "what stays on-prem",
      "gpu.platform/released": "public by dpo@acme.example on 2026-11-01: anonymous",
    });
    expect(annotations("onPrem", "scan-segmenter-fra1")).toMatchObject({
      "gpu.platform/trained-on": "imagenet, patient-scans",
    });
  });
});
