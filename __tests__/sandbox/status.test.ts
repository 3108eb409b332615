import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withSandboxLock } from "../../sandbox/lock";
import { processIdentity } from "../../sandbox/process-table";
import {
  namedPorts,
  openSandbox,
  readStatus,
  recordProcesses,
  removeSandbox,
  updateStatus,
} from "../../sandbox/status";
import { testFolder } from "./folder";

const folder = testFolder();
const sandbox = () => join(folder.path, "sandbox");
afterEach(() => removeSandbox(sandbox()));

describe("a sandbox's status", () => {
  test("is made once, in a folder that only the user can read", () => {
    const first = openSandbox(sandbox());
    updateStatus(sandbox(), (status) => ({ ...status, values: { deployed: true } }));
    const second = openSandbox(sandbox());
    expect(second.ports).toEqual(first.ports);
    expect(second.values).toEqual({ deployed: true });
    expect(statSync(sandbox()).mode & 0o777).toBe(0o700);
    expect(statSync(join(sandbox(), "status.json")).mode & 0o777).toBe(0o600);
  });

  test("is missing where nothing was started", () => {
    expect(readStatus(sandbox())).toBeUndefined();
    expect(() => updateStatus(sandbox(), (status) => status)).toThrow(`${sandbox()} holds no sandbox; start one`);
  });

  test("gives a name the same port each time, and no two names one", async () => {
    const first = await namedPorts(sandbox(), ["a", "b"]);
    const second = await namedPorts(sandbox(), ["b", "c"]);
    expect(second.b).toBe(first.b);
    expect(new Set([first.a, first.b, second.c]).size).toBe(3);
    const { block, taken } = openSandbox(sandbox()).ports;
    expect(taken).toEqual({ a: first.a, b: first.b, c: second.c });
    expect(first.a).toBeGreaterThanOrEqual(block.first);
  });

  test("takes processes on record and off it", () => {
    openSandbox(sandbox());
    const one = { name: "etcd", command: ["etcd"], logFile: "/log", pid: 1, startTicks: 2 };
    recordProcesses(sandbox(), { etcd: one });
    expect(recordProcesses(sandbox(), { kwok: { ...one, name: "kwok" } }).processes).toEqual({
      etcd: one,
      kwok: { ...one, name: "kwok" },
    });
    expect(Object.keys(recordProcesses(sandbox(), { etcd: undefined }).processes)).toEqual(["kwok"]);
  });

  test("is removed with all files, but a folder that holds no sandbox is left alone", () => {
    mkdirSync(sandbox());
    writeFileSync(join(sandbox(), "thesis.txt"), "");
    removeSandbox(sandbox());
    expect(existsSync(join(sandbox(), "thesis.txt"))).toBe(true);
    openSandbox(sandbox());
    removeSandbox(sandbox());
    expect(existsSync(sandbox())).toBe(false);
  });

  test("of two sandboxes names different ports", async () => {
    const other = join(folder.path, "other");
    const [one, two] = [await namedPorts(sandbox(), ["api"]), await namedPorts(other, ["api"])];
    expect(one.api).not.toBe(two.api);
    removeSandbox(other);
  });
});

describe("a sandbox's lock", () => {
  test("keeps a second command out while the first works, and says who works", async () => {
    await withSandboxLock(sandbox(), async () => {
      await expect(withSandboxLock(sandbox(), async () => {})).rejects.toThrow(
        new RegExp(`^another command works on this sandbox: process ${process.pid} \\(.+\\); wait for it, or end it$`),
      );
    });
    expect(await withSandboxLock(sandbox(), async () => "free")).toBe("free");
  });

  test("is given back where the work fails", async () => {
    await expect(withSandboxLock(sandbox(), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withSandboxLock(sandbox(), async () => "free")).toBe("free");
  });

  test("of a command that died is nobody's", async () => {
    mkdirSync(sandbox());
    const dead = { ...processIdentity(process.pid), startTicks: 1 };
    for (const text of [JSON.stringify(dead), "half a lo"]) {
      writeFileSync(join(sandbox(), "lock.json"), text);
      expect(await withSandboxLock(sandbox(), async () => "free")).toBe("free");
    }
  });
});
