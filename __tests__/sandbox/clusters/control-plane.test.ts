import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restartControlPlane } from "../../../sandbox/clusters/control-plane";

/** A kwokctl that writes a line each time it is called, and ends with a code. */
function fakeKwokctl(code: number) {
  const folder = mkdtempSync(join(tmpdir(), "control-plane-"));
  const calls = join(folder, "calls");
  const program = join(folder, "kwokctl");
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${calls}\nexit ${code}\n`);
  chmodSync(program, 0o755);
  const place = { sandbox: folder, folder: join(folder, "cluster"), name: "cloud" };
  return { place, program, calls: () => readFileSync(calls, "utf8").trim().split("\n") };
}

describe("a control plane that is started again", () => {
  test.each([
    ["that does not start", 1],
    ["of which a component has ended by itself", 0],
  ])("%s is started three times, then given up", async (_, code) => {
    const { place, program, calls } = fakeKwokctl(code);
    await expect(restartControlPlane(place, program)).rejects.toThrow();
    expect(calls()).toHaveLength(3);
    expect(calls()[0]).toContain("start cluster");
  });
});
