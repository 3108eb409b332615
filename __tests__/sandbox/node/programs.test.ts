import type { Container, Pod } from "../../../sandbox/node/pod";
import { containerProgram, type Programs, runByProcess, runsAsProcess } from "../../../sandbox/node/programs";

const programs: Programs = {
  controllers: [
    { label: "kueue", file: "/engines/kueue" },
    { label: "karpenter", file: "/engines/karpenter", portVariables: ["METRICS_PORT"] },
  ],
  tools: [{ image: "kubectl", entrypoint: "kubectl", files: { kubectl: "/engines/kubectl" } }],
};

function pod(name: string | undefined, ...images: readonly string[]): Pod {
  return {
    metadata: { name: "p", namespace: "n", uid: "u", ...(name && { labels: { "app.kubernetes.io/name": name } }) },
    spec: { containers: images.map((image) => ({ name: "c", image })) },
  };
}

const only = ({ spec }: Pod, more: Partial<Container> = {}): Container => ({
  name: "c",
  image: "",
  ...spec.containers[0],
  ...more,
});

describe("a pod runs as a process", () => {
  test.each([
    ["a controller's, whatever its image", pod("kueue", "registry.k8s.io/kueue/kueue:v0.19.2"), true],
    ["another controller's", pod("keda", "ghcr.io/kedacore/keda:2.20.2"), false],
    ["a tool's", pod(undefined, "registry.k8s.io/kubectl:v1.35.4"), true],
    ["a tool's by digest", pod(undefined, "mirror.example:5000/x/kubectl@sha256:0"), true],
    ["one whose image only ends alike", pod(undefined, "registry.example/notkubectl:1"), false],
    ["one whose repository only begins alike", pod(undefined, "registry.example/kubectl/other:1"), false],
    ["one with a tool beside something else", pod(undefined, "x/kubectl:1", "x/train:1"), false],
  ])("%s", (_, candidate, runs) => {
    expect(runsAsProcess(candidate, programs)).toBe(runs);
    expect(containerProgram(candidate, only(candidate), programs) !== undefined).toBe(runs);
  });

  test.each([
    ["one of a model that this machine has", ["digits"], true],
    ["one of another model", ["road-detector"], false],
    ["one of a model where it has none", undefined, false],
  ])("%s", (_, models, runs) => {
    const { metadata, spec } = pod(undefined, "x/kubectl:1");
    const served: Pod = { metadata: { ...metadata, labels: { "gpu.platform/model": "digits" } }, spec };
    expect(runsAsProcess(served, { ...programs, ...(models && { models }) })).toBe(runs);
  });

  test("never where there are no programs", () => {
    expect(runsAsProcess(pod(undefined, "x/kubectl:1"), { controllers: [], tools: [] })).toBe(false);
  });
});

describe("a container's program", () => {
  test("is the controller's own file, at the place that the pod names, with its arguments", () => {
    const kueue = pod("kueue", "registry.k8s.io/kueue/kueue:v0.19.2");
    const container = only(kueue, { command: ["/usr/bin/kueue", "-v=2"], args: ["--config=/c.yaml"] });
    expect(containerProgram(kueue, container, programs)).toEqual({
      program: "/usr/bin/kueue",
      args: ["-v=2", "--config=/c.yaml"],
      file: "/engines/kueue",
      tools: {},
      folders: [],
      environment: {},
      portVariables: [],
    });
    expect(containerProgram(kueue, only(kueue), programs)?.program).toBe("/manager");
  });

  test("says which variables hold ports", () => {
    const karpenter = pod("karpenter", "public.ecr.aws/karpenter/controller:1.14.1");
    expect(containerProgram(karpenter, only(karpenter), programs)?.portVariables).toEqual(["METRICS_PORT"]);
  });

  test("is the machine's own for a tool", () => {
    const tool = pod(undefined, "registry.k8s.io/kubectl:v1.35.4");
    expect(containerProgram(tool, only(tool, { args: ["get", "nodes"] }), programs)).toEqual({
      program: "kubectl",
      args: ["get", "nodes"],
      file: undefined,
      tools: { kubectl: "/engines/kubectl" },
      folders: [],
      environment: {},
      portVariables: [],
    });
  });
});

test("kwok is told the same, as an expression of jq", () => {
  expect(runByProcess({ ...programs, models: ["digits"] })).toBe(
    '(.metadata.labels["app.kubernetes.io/name"] as $name | ["kueue","karpenter"] | any(. == $name)) or ' +
      '((.metadata.labels["gpu.platform/model"] as $model | $model == null or (["digits"] | any(. == $model))) and ' +
      '([(.spec.initContainers // [])[], .spec.containers[]] | all(.image | test("(^|[/])(kubectl)([:@]|$)"))))',
  );
});
