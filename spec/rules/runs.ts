import type { Finding, Rule } from "../rule";

/** What a run says of itself. */
export const RUN_RULES: readonly Rule[] = [
  {
    id: "gpu-need-without-gpu",
    severity: "error",
    needs: [],
    check: ({ file }) =>
      file.runs.flatMap(({ gpusPerWorker, needs }, index) =>
        (["gpuMemoryGiB", "precision"] as const).flatMap((key): Finding[] =>
          gpusPerWorker > 0 || needs[key] === undefined
            ? []
            : [
                {
                  path: ["runs", index, "needs", key],
                  found: `is ${needs[key]}, and gpusPerWorker is 0`,
                  fix: "remove it, or ask for GPUs",
                },
              ],
        ),
      ),
  },
];
