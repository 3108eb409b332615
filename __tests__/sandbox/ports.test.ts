import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimPorts, freePorts, isFree, releasePorts } from "../../sandbox/ports";

const claims = mkdtempSync(join(tmpdir(), "claims-"));
const never = () => false;
const always = () => true;

afterEach(() => {
  for (const name of readdirSync(claims)) rmSync(join(claims, name));
});
afterAll(() => rmSync(claims, { recursive: true, force: true }));

describe("a block of ports", () => {
  test("is another for each sandbox, and below the ports that the system hands out", () => {
    const one = claimPorts({ folder: "/one", isHeld: always, claims });
    const two = claimPorts({ folder: "/two", isHeld: always, claims });
    expect(two.first).toBe(one.first + one.size);
    expect(two.first + two.size).toBeLessThanOrEqual(32_768);
  });

  test("is free again when its sandbox gives it back", () => {
    const one = claimPorts({ folder: "/one", isHeld: always, claims });
    claimPorts({ folder: "/two", isHeld: always, claims });
    releasePorts("/one", claims);
    expect(claimPorts({ folder: "/three", isHeld: always, claims })).toEqual(one);
  });

  test("is still another's while that one has not written its status yet", () => {
    const one = claimPorts({ folder: "/one", isHeld: never, claims });
    expect(claimPorts({ folder: "/two", isHeld: never, claims }).first).not.toBe(one.first);
  });
});

describe("free ports", () => {
  test("are those that nobody listens on and that are not taken", async () => {
    const server = createServer();
    const used = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
    const block = { first: used, size: 4 };
    expect(await isFree(used)).toBe(false);
    const [first] = await freePorts(block, 1, new Set());
    expect(first).toBeGreaterThan(used);
    const [next] = await freePorts(block, 1, new Set([first ?? 0]));
    expect(next).toBeGreaterThan(first ?? 0);
    server.close();
  });

  test("are too few in a block that is full", async () => {
    const block = { first: 31_000, size: 2 };
    await expect(freePorts(block, 1, new Set([31_000, 31_001]))).rejects.toThrow(
      "1 free ports are needed from 31000 to 31001, found 0",
    );
  });
});
