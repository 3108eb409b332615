import {
  EXIT_CODE_ANNOTATION,
  podStages,
  RUN_FOR_ANNOTATION,
  STOP_FOR_ANNOTATION,
} from "../../../sandbox/clusters/pod-stages";

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
  test("pass over every pod that runs as a process, or whose node is silent", () => {
    expect(stages.length).toBeGreaterThan(0);
    for (const { spec } of stages) {
      expect(spec.selector.matchExpressions).toContainEqual({
        key: ".metadata.labels.process",
        operator: "NotIn",
        values: ["true"],
      });
      expect(spec.selector.matchExpressions).toContainEqual({
        key: '.metadata.annotations["sandbox.gpu.platform/silent"]',
        operator: "DoesNotExist",
      });
    }
  });

  test("end a Job's pods alone, after the time that their annotation says", () => {
    for (const name of ["pod-completes", "pod-fails"]) {
      expect(stage(name)?.selector.matchExpressions).toContainEqual({
        key: '(.metadata.ownerReferences // []) | any(.kind == "Job")',
        operator: "In",
        values: ["true"],
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

  test("have a Job's pod fail when it is told to stop, and go when its Job has counted it", () => {
    for (const name of ["pod-stops", "pod-takes-its-time"]) {
      expect(stage(name)?.next.statusTemplate).toContain("phase: Failed");
      expect(stage(name)?.next.statusTemplate).toContain('$exitCode := "143"');
      expect(stage(name)?.selector.matchExpressions).toContainEqual({
        key: ".status.phase",
        operator: "In",
        values: ["Running"],
      });
    }
    expect(stage("pod-of-job-goes")?.next).toEqual({ delete: true });
    expect(stage("pod-of-job-goes")?.selector.matchExpressions).toContainEqual({
      key: ".status.phase",
      operator: "NotIn",
      values: ["Running"],
    });
    expect(stage("pod-goes")?.next).toEqual({ finalizers: { empty: true }, delete: true });
  });

  test("give a pod that is told to stop the time that its annotation says, and others none", () => {
    const asks = (name: string) =>
      stage(name)?.selector.matchExpressions.find(({ key }) => key.includes(STOP_FOR_ANNOTATION))?.operator;
    expect(asks("pod-stops")).toBe("DoesNotExist");
    expect(stage("pod-stops")?.delay).toBeUndefined();
    expect(asks("pod-takes-its-time")).toBe("Exists");
    expect(stage("pod-takes-its-time")?.delay?.durationFrom.expressionFrom).toContain(STOP_FOR_ANNOTATION);
  });
});
