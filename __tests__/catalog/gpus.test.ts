import { GPUS } from "../../catalog/gpus";
import { BYTES_PER_PARAMETER, CPU_PRECISIONS, PRECISIONS } from "../../catalog/precisions";

const gpu = (name: string) => {
  const found = GPUS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no GPU ${name}`);
  return found;
};

test("has the GPUs that platform files may name", () => {
  expect(GPUS.map(({ name }) => name).sort()).toEqual(
    [
      "v100-16gb",
      "v100-32gb",
      "t4-16gb",
      "a10g-24gb",
      "a30-24gb",
      "a100-40gb",
      "a100-80gb",
      "l4-24gb",
      "l40s-48gb",
      "h100-80gb",
      "h200-141gb",
      "b200-180gb",
      "b300-288gb",
      "rtx-pro-6000-96gb",
    ].sort(),
  );
});

test.each(GPUS)("$name ends with the memory that it states", ({ name, memoryGiB }) => {
  expect(name.endsWith(`-${memoryGiB}gb`)).toBe(true);
});

test.each(GPUS.filter(({ ec2MemoryMiB }) => ec2MemoryMiB))("$name: EC2 reports about the memory it states", (row) => {
  // drivers and ECC take some, and NVIDIA counts B200 and B300 in GB.
  const stated = row.memoryGiB * 1024;
  expect((row.ec2MemoryMiB ?? 0) / stated).toBeGreaterThan(0.9);
  expect((row.ec2MemoryMiB ?? 0) / stated).toBeLessThanOrEqual(1);
});

test("product labels name one GPU each", () => {
  const labels = GPUS.flatMap(({ productLabels }) => productLabels);
  expect(labels).toEqual([...new Set(labels)]);
  expect(labels.filter((label) => !/^[A-Za-z0-9._-]{1,63}$/.test(label))).toEqual([]);
  expect(GPUS.filter(({ productLabels }) => productLabels.length === 0)).toEqual([]);
});

describe("precisions", () => {
  const serving = (precision: (typeof PRECISIONS)[number]) =>
    GPUS.filter(({ precisions }) => precisions.includes(precision)).map(({ name }) => name);

  test("bf16 and tf32 begin with Ampere: not on V100 and T4", () => {
    for (const precision of ["bf16", "tf32"] as const) {
      expect(serving(precision)).not.toEqual(expect.arrayContaining(["v100-16gb"]));
      expect(serving(precision)).not.toEqual(expect.arrayContaining(["t4-16gb"]));
      expect(serving(precision)).toHaveLength(GPUS.length - 3);
      expect(serving(precision)).toEqual(expect.arrayContaining(["a10g-24gb", "a30-24gb", "a100-40gb"]));
    }
  });

  test("fp8 begins with Ada: not on A100, A10G and A30, but on L4", () => {
    expect(serving("fp8").sort()).toEqual(
      ["l4-24gb", "l40s-48gb", "h100-80gb", "h200-141gb", "b200-180gb", "b300-288gb", "rtx-pro-6000-96gb"].sort(),
    );
  });

  test("int8 and int4 begin with Turing: on T4, not on V100", () => {
    for (const precision of ["int8", "int4"] as const) {
      expect(serving(precision)).toHaveLength(GPUS.length - 2);
      expect(serving(precision)).toContain("t4-16gb");
    }
  });

  test("every GPU computes fp32 and fp16", () => {
    expect(serving("fp32")).toHaveLength(GPUS.length);
    expect(serving("fp16")).toHaveLength(GPUS.length);
  });

  test("CPUs run what OpenVINO runs on them: int8, but neither fp8 nor tf32", () => {
    expect(CPU_PRECISIONS).toEqual(["fp32", "bf16", "fp16", "int8", "int4"]);
  });

  test("every precision has a size", () => {
    expect(PRECISIONS.map((precision) => BYTES_PER_PARAMETER[precision])).toEqual([4, 4, 2, 2, 1, 1, 0.5]);
  });
});

describe("MIG profiles", () => {
  test("are on the GPUs that NVIDIA lists, and on no other", () => {
    expect(GPUS.filter(({ mig }) => mig.length > 0).map(({ name }) => name)).toEqual([
      "a30-24gb",
      "a100-40gb",
      "a100-80gb",
      "h100-80gb",
      "h200-141gb",
      "b200-180gb",
      "b300-288gb",
      "rtx-pro-6000-96gb",
    ]);
    expect(GPUS.filter(({ mig, migSlices }) => mig.length > 0 !== migSlices > 0)).toEqual([]);
  });

  test.each(GPUS.filter(({ mig }) => mig.length > 0))("of $name are unlike, and fit its slices and memory", (row) => {
    expect(new Set(row.mig.map(({ profile }) => profile)).size).toBe(row.mig.length);
    for (const { profile, count, memoryGiB } of row.mig) {
      const [slices, memory] = (/^(\d+)g\.(\d+)gb/.exec(profile) ?? []).slice(1).map(Number);
      expect({ profile, memoryGiB }).toEqual({ profile, memoryGiB: memory });
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count * (slices ?? 0)).toBeLessThanOrEqual(row.migSlices);
      // names round up: seven 18 GB slices are named for an eighth of 141 GB.
      expect(count * (memoryGiB - 1)).toBeLessThanOrEqual(row.memoryGiB);
    }
  });

  test.each(GPUS.filter(({ mig }) => mig.length > 0))("of $name reach from one slice to all of them", (row) => {
    const slices = row.mig.map(({ profile }) => Number(profile[0]));
    expect(Math.min(...slices)).toBe(1);
    expect(Math.max(...slices)).toBe(row.migSlices);
    // the smallest profile fills the GPU.
    expect(row.mig[0]?.count).toBe(row.migSlices);
  });

  test.each(GPUS.filter(({ migSlices }) => migSlices === 7))(
    "of $name divide it as all data centre GPUs are",
    (row) => {
      expect(
        row.mig.map(({ profile, count }) => `${profile[0]}g${profile.endsWith("+me") ? "+me" : ""} x${count}`),
      ).toEqual(["1g x7", "1g+me x1", "1g x4", "2g x3", "3g x2", "4g x1", "7g x1"]);
    },
  );

  test("differ between cards of one name and two memories", () => {
    const counts = (name: string) => Object.fromEntries(gpu(name).mig.map(({ profile, count }) => [profile, count]));
    expect(counts("a100-40gb")["1g.10gb"]).toBe(4);
    expect(counts("a100-80gb")["1g.10gb"]).toBe(7);
    expect(counts("h200-141gb")["1g.10gb"]).toBeUndefined();
  });
});
