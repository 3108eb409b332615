import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  namedPorts,
  openSandbox,
  readStatus,
  recordProcesses,
  removeSandbox,
  updateStatus,
} from "../../sandbox/status";

const parent = mkdtempSync(join(tmpdir(), "status-"));
const one = join(parent, "one");
const two = join(parent, "two");

afterEach(() => {
  removeSandbox(one);
  removeSandbox(two);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe("a sandbox's status", () => {
  test("is nothing where no sandbox was opened", () => {
    expect(readStatus(one)).toBeUndefined();
    expect(() => updateStatus(one, (status) => status)).toThrow(`${one} holds no sandbox; start one`);
  });

  test("is the user's alone, as are the keys beside it", () => {
    openSandbox(one);
    expect(statSync(one).mode & 0o077).toBe(0);
    expect(statSync(join(one, "status.json")).mode & 0o077).toBe(0);
  });

  test("stays when the sandbox is opened again", () => {
    openSandbox(one);
    updateStatus(one, (status) => ({ ...status, standIns: ["kwok plays the pods"] }));
    expect(openSandbox(one).standIns).toEqual(["kwok plays the pods"]);
  });

  test("is never read half written", () => {
    openSandbox(one);
    for (let count = 0; count < 20; count += 1) updateStatus(one, (status) => ({ ...status, values: { count } }));
    expect(readdirSync(one)).toEqual(["status.json"]);
    expect(readStatus(one)?.values).toEqual({ count: 19 });
  });

  test("holds processes until they are taken off", () => {
    openSandbox(one);
    const etcd = { name: "etcd", pid: 7, startTicks: 1, command: ["etcd"], logFile: "/log" };
    const kwok = { ...etcd, name: "kwok", pid: 8 };
    recordProcesses(one, { etcd, kwok });
    expect(recordProcesses(one, { etcd: undefined }).processes).toEqual({ kwok });
  });
});

describe("ports by name", () => {
  test("are kept, and never two of the same", async () => {
    const first = await namedPorts(one, ["api", "etcd"]);
    const again = await namedPorts(one, ["etcd", "kwok", "api"]);
    expect(again).toMatchObject(first);
    expect(new Set(Object.values(again)).size).toBe(3);
  });

  test("are others in a sandbox beside it", async () => {
    const mine = await namedPorts(one, ["api", "etcd"]);
    const theirs = await namedPorts(two, ["api", "etcd"]);
    expect(Object.values(theirs).some((port) => Object.values(mine).includes(port))).toBe(false);
  });
});

describe("removing a sandbox", () => {
  test("leaves nothing of it", () => {
    openSandbox(one);
    writeFileSync(join(one, "kubeconfig"), "");
    removeSandbox(one);
    expect(existsSync(one)).toBe(false);
  });

  test("leaves a folder alone that is no sandbox's", () => {
    mkdirSync(two);
    writeFileSync(join(two, "thesis.txt"), "");
    removeSandbox(two);
    expect(readdirSync(two)).toEqual(["thesis.txt"]);
    rmSync(two, { recursive: true });
  });
});
