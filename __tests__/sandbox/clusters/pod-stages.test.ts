import { EXIT_CODE_ANNOTATION, podStages, RUN_FOR_ANNOTATION } from "../../../sandbox/clusters/pod-stages";

interface PodStage {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector: {
      readonly matchExpressions: readonly {
        readonly key: string;
        readonly operator: string;
        readonly values?: readonly string[];
      }[];
    };
    readonly delay?: {
      readonly durationMilliseconds: number;
      readonly durationFrom: { readonly expressionFrom: string };
    };
    readonly next: { readonly delete?: boolean; readonly statusTemplate?: string };
  };
}

const stages = podStages(".metadata.labels.process") as unknown as readonly PodStage[];
const stage = (name: string) => stages.find(({ metadata }) => metadata.name === name)?.spec;

describe("the stages of simulated pods", () => {
  test("pass over every pod that runs as a process", () => {
    expect(stages.length).toBeGreaterThan(0);
    for (const { spec } of stages) {
      expect(spec.selector.matchExpressions).toContainEqual({
        key: ".metadata.labels.process",
        operator: "NotIn",
        values: ["true"],
      });
    }
  });

  test("end a Job's pods alone, after the time that their annotation says", () => {
    for (const name of ["pod-completes", "pod-fails"]) {
      expect(stage(name)?.selector.matchExpressions).toContainEqual({
        key: ".metadata.ownerReferences.[].kind",
        operator: "In",
        values: ["Job"],
      });
      expect(stage(name)?.delay).toEqual({
        durationMilliseconds: 3000,
        durationFrom: { expressionFrom: `.metadata.annotations["${RUN_FOR_ANNOTATION}"]` },
      });
    }
  });

  test("let a pod succeed or fail as its annotation says, never both", () => {
    const exitCode = (name: string) =>
      stage(name)?.selector.matchExpressions.find(({ key }) => key.includes(EXIT_CODE_ANNOTATION));
    expect(exitCode("pod-completes")).toMatchObject({ operator: "In", values: ["0"] });
    expect(exitCode("pod-fails")).toEqual({ ...exitCode("pod-completes"), operator: "NotIn" });
    expect(stage("pod-completes")?.next.statusTemplate).toContain("phase: Succeeded");
    expect(stage("pod-fails")?.next.statusTemplate).toContain("phase: Failed");
  });

  test("let go of pods that are being deleted, and start none of those", () => {
    expect(stage("pod-goes")?.next.delete).toBe(true);
    expect(stage("pod-starts")?.selector.matchExpressions).toContainEqual({
      key: ".metadata.deletionTimestamp",
      operator: "DoesNotExist",
    });
  });
});
