import { answersOf } from "../../review/answers";
import { buildReport } from "../../review/build-report";
import { EXAMPLE, textOfPlatform } from "./platform-texts";

const base = { ...textOfPlatform(EXAMPLE), called: "main" };

function gpus(from: string, to: string) {
  const head = textOfPlatform(EXAMPLE.replace(from, to));
  const report = buildReport({ head, headStates: [], base, baseStates: [], plans: [] });
  return answersOf(report).find(([question]) => question === "GPUs")?.[1];
}

test.each([
  [
    "that are always up from now on",
    "maxNodes: 4",
    "minNodes: 4\n      maxNodes: 4",
    "±0 NVIDIA H100 SXM 80 GB cloud (32 → 32 at most, always 0 → 32)",
  ],
  [
    "of which some are, of more",
    "maxNodes: 4",
    "minNodes: 1\n      maxNodes: 5",
    "+8 NVIDIA H100 SXM 80 GB cloud (32 → 40 at most, always 0 → 8)",
  ],
  ["that come when they are needed", "maxNodes: 4", "maxNodes: 5", "+8 NVIDIA H100 SXM 80 GB cloud (32 → 40 at most)"],
  [
    "on-prem, where all are always there",
    "fra1-gpu-02]",
    "fra1-gpu-02, fra1-gpu-09]",
    "+8 NVIDIA A100 SXM4 80 GB on-prem (32 → 40 at most)",
  ],
  [
    "of a new pool that is always up",
    "    - name: l4 #",
    "    - name: h200\n      instanceType: p5e.48xlarge\n      zone: eu-north-1a\n      minNodes: 8\n      maxNodes: 8\n      capacity: onDemand\n    - name: l4 #",
    "+64 NVIDIA H200 SXM 141 GB cloud (0 → 64 at most, always 0 → 64)",
  ],
])("GPUs %s", (_, from, to, line) => {
  expect(gpus(from, to)).toEqual([line]);
});
