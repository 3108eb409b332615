import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Isolation, isolation } from "../../../sandbox/node/isolation";
import { commandUnder } from "../../../sandbox/node/pod-root";
import { TOOLS_FOLDER } from "../../../sandbox/node/programs";
import { testFolder } from "../folder";

const folder = testFolder();
const ISOLATION: Isolation = {
  chroot: ["chroot"],
  mount: ["unshare", "sh", "-c"],
  programs: { chroot: "/usr/sbin/chroot", mount: "/usr/bin/mount" },
};

const NOTHING_MORE = { tools: {}, folders: [], environment: {}, portVariables: [] };

describe("a program under a root of its own", () => {
  test("lies where the pod says, as a second name of the same file", () => {
    const file = join(folder.path, "kueue");
    writeFileSync(file, "program", { mode: 0o755 });
    const root = join(folder.path, "root");
    const program = { program: "/manager", args: ["--config=/c.yaml"], file, ...NOTHING_MORE };
    for (let time = 0; time < 2; time += 1) {
      expect(commandUnder(root, program, ISOLATION)).toEqual(["chroot", root, "/manager", "--config=/c.yaml"]);
    }
    expect(readFileSync(join(root, "manager"), "utf8")).toBe("program");
    expect(statSync(join(root, "manager")).ino).toBe(statSync(file).ino);
    expect(existsSync(join(root, "tmp"))).toBe(true);
  });

  test("that is a tool sees this machine's programs and its pod's own files, and this machine sees neither mount nor file", () => {
    let own: Isolation;
    try {
      own = isolation();
    } catch (error) {
      // where namespaces are not allowed, that is what is said.
      expect((error as Error).message).toMatch(/^controllers need .*; (allow them|install) /);
      return;
    }
    const root = join(folder.path, "root");
    mkdirSync(join(root, "var/run"), { recursive: true });
    writeFileSync(join(root, "var/run/token"), "secret");
    const machine = join(folder.path, "a machine's folder");
    const shared = join(folder.path, "shared");
    for (const made of [machine, shared]) mkdirSync(made);
    writeFileSync(join(machine, "there"), "there");
    const ownFile = join(folder.path, "own");
    writeFileSync(ownFile, "#!/bin/sh\necho own\n", { mode: 0o755 });
    const tool = {
      program: "sh",
      args: [
        "-c",
        `cat /var/run/token; own; cat "${machine}/there"; ls / | tr "\\n" " "; touch /tmp/written /models/road/weights; [ -e /usr/bin/env ] && echo tools`,
      ],
      file: undefined,
      ...NOTHING_MORE,
      tools: { own: ownFile },
      folders: [machine],
    };
    // a container that ended starts again where it was.
    for (let start = 0; start < 2; start += 1) {
      const [program = "", ...args] = commandUnder(root, tool, own, [{ folder: shared, at: "/models/road" }]);
      const { stdout, stderr, status } = spawnSync(program, args, {
        encoding: "utf8",
        env: { PATH: `${TOOLS_FOLDER}:/usr/bin:/bin` },
      });
      if (status !== 0 && /not permitted/.test(stderr)) return;
      expect(stderr).toBe("");
      expect(stdout).toMatch(/^secretown\nthere.*\busr\b.*tools\n$/s);
    }
    expect(existsSync(join(root, "tmp/written"))).toBe(true);
    expect(existsSync(join(root, "usr/bin"))).toBe(false);
    expect(existsSync(join(shared, "weights"))).toBe(true);
    expect(existsSync(join(root, "models/road/weights"))).toBe(false);
  });
});
