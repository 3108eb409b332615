import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Crash } from "../../sandbox/crash";
import { lastLines } from "../../sandbox/log-tail";

const folder = mkdtempSync(join(tmpdir(), "crash-"));
const file = join(folder, "etcd.log");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a crash", () => {
  test("names the engine, its log, and the last lines in it", () => {
    writeFileSync(file, `${Array.from({ length: 12 }, (_, line) => `line ${line}`).join("\n")}\n\n`);
    expect(new Crash("etcd", file).message).toBe(
      [
        `etcd ended by itself; the last lines of ${file}:`,
        ...[4, 5, 6, 7, 8, 9, 10, 11].map((line) => `  line ${line}`),
      ].join("\n"),
    );
  });

  test("says where there are no lines to show", () => {
    expect(new Crash("kwok", join(folder, "none.log"), "gave no answer").message).toBe(
      `kwok gave no answer; the last lines of ${join(folder, "none.log")}:\n  (it is empty)`,
    );
  });
});

describe("the last lines of a log", () => {
  test("are whole, however long the log is", () => {
    writeFileSync(file, `${"x".repeat(40_000)}\n${"y".repeat(10_000)}\nlast\n`);
    expect(lastLines(file, 5)).toEqual(["y".repeat(10_000), "last"]);
  });

  test("are no more than asked for", () => {
    writeFileSync(file, "a\nb\nc\n");
    expect(lastLines(file, 2)).toEqual(["b", "c"]);
    expect(lastLines(file, 4)).toEqual(["a", "b", "c"]);
  });
});
