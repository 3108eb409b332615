import { join } from "node:path";
import { startProcess, sweepProcesses } from "../../sandbox/processes";
import { listenersOf, strayListeners } from "../../sandbox/stray-listeners";
import { testFolder, until } from "./folder";

const folder = testFolder();
afterEach(async () => {
  await sweepProcesses(folder.path, 0);
});

function listener(host: string): void {
  startProcess({
    name: "listener",
    folder: folder.path,
    command: [
      process.execPath,
      "-e",
      `require("node:net").createServer().listen(0, ${JSON.stringify(host)}, () => console.log("listens"))`,
    ],
    environment: {},
    logFile: join(folder.path, `${host}.log`),
  });
}

describe("listeners that others can reach", () => {
  test("are found in a sandbox's processes", async () => {
    listener("0.0.0.0");
    await until(() => strayListeners(folder.path).length === 1);
    expect(strayListeners(folder.path)[0]).toEqual({
      pid: expect.any(Number),
      commandLine: expect.stringContaining("createServer"),
      address: expect.stringMatching(/^00000000:[0-9A-F]{4}$/),
    });
    expect(strayListeners(`${folder.path}-other`)).toEqual([]);
  });

  test("are none on loopback, of either protocol", () => {
    const line = (address: string, state = "0A") =>
      `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000 100 0 0 10 0`;
    const stray = (address: string, state?: string) => listenersOf([line(address, state)]).map(([, found]) => found);
    for (const own of [
      "0100007F:4E20",
      "0200007F:4E20",
      "00000000000000000000000001000000:4E20",
      "0000000000000000FFFF00000100007F:4E20",
    ]) {
      expect(stray(own)).toEqual([]);
    }
    for (const open of ["00000000:4E20", "0101A8C0:4E20", "00000000000000000000000000000000:4E20"]) {
      expect(stray(open)).toEqual([open]);
    }
    expect(stray("00000000:4E20", "01")).toEqual([]);
    expect(listenersOf(["  sl  local_address rem_address   st", ""])).toEqual([]);
  });
});
