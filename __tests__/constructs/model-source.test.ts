import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelFetch } from "../../constructs/model-source";

/** Stands for rclone: copies a folder of STORE into the current one. */
const RCLONE = `#!/bin/sh
[ "$1 $2" = "copy --ignore-checksum" ] || exit 64
exec cp -R "$STORE/\${3#store:}/." "$4"
`;

const FILES = { "config.pbtxt": "name: road\n", "1/model.onnx": "weights\n" };

const sum = (text: string) => createHash("sha256").update(text).digest("hex");

describe("the container that brings a model", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fetch-"));
    for (const part of ["bin", "model", "store/acme-models/road/7/1"])
      mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, "bin", "rclone"), RCLONE);
    chmodSync(join(folder, "bin", "rclone"), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Puts a version into the store with its list, and gives the list's sum. */
  function trained(files: Record<string, string> = FILES): string {
    const list = Object.entries(files)
      .map(([path, text]) => `${sum(text)}  ./${path}\n`)
      .join("");
    for (const [path, text] of Object.entries({ ...files, SHA256SUMS: list }))
      writeFileSync(join(folder, "store/acme-models/road/7", path), text);
    return sum(list);
  }

  /** Runs the container's own script, and gives its exit code. */
  function fetched(sha256: string, shared = false): number | null {
    const store = { bucket: "acme-models", prefix: "road", region: "eu-north-1" };
    const container = modelFetch("rclone", store, { version: "7", sha256 }, join(folder, "model"), shared);
    const [shell = "", ...args] = container.command ?? [];
    const env = Object.fromEntries(
      (container.env as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
    );
    return spawnSync(shell, args, {
      env: { ...env, PATH: `${join(folder, "bin")}:${process.env.PATH}`, STORE: join(folder, "store") },
    }).status;
  }

  test("takes a version whose every file is what was trained", () => {
    expect(fetched(trained())).toBe(0);
    expect(existsSync(join(folder, "model", "1", "model.onnx"))).toBe(true);
  });

  test("may run twice in one pod", () => {
    const sha256 = trained();
    fetched(sha256);
    expect(fetched(sha256)).toBe(0);
  });

  test("into a shared folder comes once: who comes later finds what was checked, and asks no store", () => {
    const sha256 = trained();
    expect(fetched(sha256, true)).toBe(0);
    rmSync(join(folder, "store"), { recursive: true });
    expect(fetched(sha256, true)).toBe(0);
    expect(fetched(sha256)).not.toBe(0);
  });

  test("into a shared folder comes again where the first did not end well", () => {
    const sha256 = trained();
    const weights = join(folder, "store/acme-models/road/7/1/model.onnx");
    writeFileSync(weights, "half");
    expect(fetched(sha256, true)).not.toBe(0);
    writeFileSync(weights, FILES["1/model.onnx"]);
    expect(fetched(sha256, true)).toBe(0);
  });

  test("refuses a changed file", () => {
    const sha256 = trained();
    writeFileSync(join(folder, "store/acme-models/road/7/1/model.onnx"), "other weights\n");
    expect(fetched(sha256)).not.toBe(0);
  });

  test("refuses a changed list, even when it fits the files", () => {
    const sha256 = trained();
    trained({ ...FILES, "1/model.onnx": "other weights\n" });
    expect(fetched(sha256)).not.toBe(0);
  });

  test("refuses a file that no list names", () => {
    const sha256 = trained();
    writeFileSync(join(folder, "store/acme-models/road/7/extra.py"), "import os\n");
    expect(fetched(sha256)).not.toBe(0);
  });

  test("refuses a version that lacks a file", () => {
    const sha256 = trained();
    rmSync(join(folder, "store/acme-models/road/7/config.pbtxt"));
    expect(fetched(sha256)).not.toBe(0);
  });

  test("refuses a version that is not there", () => {
    expect(fetched(sum(""))).not.toBe(0);
  });
});
