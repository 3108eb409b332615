import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bytes, CLOUD, copied, FILES, folder, hand, ON_PREM, script, sha256, sumsOf, written } from "./copy-fixture";

describe.each([
  ["in", CLOUD, ON_PREM],
  ["out", ON_PREM, CLOUD],
] as const)("a copy of a version %s", (direction, from, to) => {
  const model = `road-${direction}`;
  const made = () => written(`model-${direction}`, FILES);
  const expected = () => Object.fromEntries(Object.entries(FILES).map(([file, content]) => [file, sha256(content)]));

  test("brings every byte, its sums last, and marks it as a copy", async () => {
    const { path, sum } = made();
    await hand("copy", path, `${from}/${model}/7/`);
    expect(await copied(model, "7", sum, direction)).toMatchObject({
      status: 0,
      stdout: `${model} version 7 is there, 2 files\n`,
    });
    expect(await sumsOf(`${to}/${model}/7/`)).toEqual({ ...expected(), SHA256SUMS: sum });
    expect(await hand("cat", `${to}/${model}/.copied/7`)).toBe(sum);
  });

  test("sends nothing the second time, and goes on where an earlier one stopped", async () => {
    const { sum } = made();
    expect((await copied(model, "7", sum, direction)).stdout).toBe(`${model} version 7 is there\n`);
    const before = await hand("lsf", "--format", "pt", `${to}/${model}/7/1/`);
    await hand("deletefile", `${to}/${model}/7/SHA256SUMS`);
    await hand("deletefile", `${to}/${model}/7/config.pbtxt`);
    expect((await copied(model, "7", sum, direction)).status).toBe(0);
    expect(await hand("lsf", "--format", "pt", `${to}/${model}/7/1/`)).toBe(before);
    expect(await sumsOf(`${to}/${model}/7/`)).toEqual({ ...expected(), SHA256SUMS: sum });
  });

  test("refuses another SHA256SUMS than the platform file's, and a file that differs from it", async () => {
    const { path, sum } = made();
    const other = await copied(model, "7", "0".repeat(64), direction);
    expect(other.status).toBe(1);
    expect(other.stderr).toContain(
      `${model} version 7: SHA256SUMS in ${from}/${model}/7 has sha256 ${sum}, and the platform file says ${"0".repeat(64)}\n`,
    );
    await hand("copy", path, `${from}/${model}/8/`);
    writeFileSync(join(folder.path, "wrong"), "name: lane\n");
    await hand("copyto", join(folder.path, "wrong"), `${from}/${model}/8/config.pbtxt`);
    const damaged = await copied(model, "8", sum, direction);
    expect(damaged.status).toBe(1);
    expect(damaged.stderr).toContain("config.pbtxt: files differ");
    expect(damaged.stderr).toContain(`${model} version 8: files in ${from}/${model}/8/ differ from SHA256SUMS`);
    expect(await hand("lsf", `${to}/${model}/8/`)).not.toContain("SHA256SUMS");
  });

  test("names the file of a version that nobody has put there", async () => {
    const missing = await copied(model, "9", "0".repeat(64), direction);
    expect([missing.status, missing.stdout]).toEqual([1, ""]);
    expect(missing.stderr).toContain(`${model} version 9: no SHA256SUMS in ${from}/${model}/9\n`);
  });

  test("is removed when no deployment needs it, and nothing that was not brought is", async () => {
    const { path } = made();
    await hand("copy", path, `${to}/${model}/born-here/`);
    const tidy = (kept: string) => script("tidy", { TO: to, KEPT: kept });
    expect(await tidy(`${model} 7 8`)).toMatchObject({ status: 0, stdout: "" });
    expect((await tidy(model)).stdout).toContain(`removed ${model} version 7\n`);
    expect(await hand("lsf", `${to}/${model}/`)).toBe("born-here/\n");
  });
});

test("a copy that came with other bytes is sent again", async () => {
  const { path, sum } = written("model-healed", FILES);
  await hand("copy", path, `${CLOUD}/healed/7/`);
  writeFileSync(join(folder.path, "wrong"), "name: lane\n");
  await hand("copyto", join(folder.path, "wrong"), `${ON_PREM}/healed/7/config.pbtxt`);
  // as old as the right one, so that it looks the same.
  await hand("touch", "--no-create", "--timestamp", "2026-11-24T00:00:00", `${CLOUD}/healed/7/config.pbtxt`);
  await hand("touch", "--no-create", "--timestamp", "2026-11-24T00:00:00", `${ON_PREM}/healed/7/config.pbtxt`);
  expect((await copied("healed", "7", sum, "in")).status).toBe(0);
  expect(await hand("cat", `${ON_PREM}/healed/7/config.pbtxt`)).toBe("name: road\n");
});

describe("a copy of a dataset", () => {
  const copy = () =>
    script("dataset", {
      DATASET: "imagenet",
      FROM: "onprem:acme-models/imagenet",
      TO: `${CLOUD}/imagenet`,
      CHECK: "from",
    });

  test("without sums is there by size, and what is new comes with the next run", async () => {
    const { path } = written("dataset", { "a.tar": bytes(1, 4096) });
    rmSync(join(path, "SHA256SUMS"));
    await hand("copy", path, "onprem:acme-models/imagenet/");
    expect((await copy()).stdout).toBe("dataset imagenet is there, by size: it has no SHA256SUMS\n");
    await hand("copyto", join(path, "a.tar"), "onprem:acme-models/imagenet/b.tar");
    expect((await copy()).status).toBe(0);
    expect(await hand("lsf", `${CLOUD}/imagenet/`)).toBe("a.tar\nb.tar\n");
  });

  test("with sums is checked file by file, and once it is whole it is left alone", async () => {
    const { path, sum } = written("dataset", { "a.tar": bytes(1, 4096), "b.tar": bytes(2, 4096) });
    await hand("copy", path, "onprem:acme-models/imagenet/");
    expect(await copy()).toMatchObject({ status: 0, stdout: "dataset imagenet is there, 2 files\n" });
    expect(await sumsOf(`${CLOUD}/imagenet/`)).toMatchObject({ "b.tar": sha256(bytes(2, 4096)), SHA256SUMS: sum });
    expect((await copy()).stdout).toBe("dataset imagenet is there\n");
  });
});
