import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Crash } from "../../sandbox/crash";
import { lastLines } from "../../sandbox/log-tail";
import { testFolder } from "./folder";

const folder = testFolder();

describe("a crash", () => {
  test("names the engine and the last that it said", () => {
    const log = join(folder.path, "etcd.log");
    writeFileSync(log, `${Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join("\n")}\n\n`);
    expect(new Crash("onprem etcd", log).message).toBe(
      `onprem etcd ended by itself; the last lines of ${log}:\n` +
        [13, 14, 15, 16, 17, 18, 19, 20].map((number) => `  line ${number}`).join("\n"),
    );
  });

  test("says so where the engine said nothing", () => {
    expect(new Crash("kwok", "/nonexistent", "did not answer").message).toBe(
      "kwok did not answer; the last lines of /nonexistent:\n  (it is empty)",
    );
  });
});

describe("the last lines of a log", () => {
  test("hold no part of a line", () => {
    const log = join(folder.path, "long.log");
    writeFileSync(log, `${"x".repeat(20_000)}\n${"y".repeat(10_000)}\nlast\n`);
    expect(lastLines(log, 5).map((line) => line.length)).toEqual([10_000, 4]);
    writeFileSync(log, "only");
    expect(lastLines(log, 5)).toEqual(["only"]);
  });
});
