import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "a run on CPUs that asks for GPU memory and a precision",
    fragment: `runs: [{ name: road-detector, gpusPerWorker: 0 }]`,
    found: [
      "error gpu-need-without-gpu: runs[0].needs.gpuMemoryGiB is 80, and gpusPerWorker is 0; remove it, or ask for GPUs",
      "error gpu-need-without-gpu: runs[0].needs.precision is bf16, and gpusPerWorker is 0; remove it, or ask for GPUs",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
