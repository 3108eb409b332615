import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { accepts, claimPorts, freePorts, isFree, namedPart, podPorts, releasePorts } from "../../sandbox/ports";
import { processIdentity } from "../../sandbox/process-table";
import { testFolder } from "./folder";

const folder = testFolder();
const claims = () => join(folder.path, "claims");
const claim = (name: string, isHeld = true) => claimPorts({ folder: name, isHeld: () => isHeld, claims: claims() });

async function listening(host = "127.0.0.1"): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host, port: 0 }, resolve));
  return { server, port: (server.address() as { port: number }).port };
}

describe("a block of ports", () => {
  test("is another for each sandbox, and below those that the system hands out", () => {
    expect([claim("/a"), claim("/b"), claim("/c")]).toEqual([
      { first: 20_000, size: 300 },
      { first: 20_300, size: 300 },
      { first: 20_600, size: 300 },
    ]);
  });

  test("is free again when its sandbox gave it back, and leaves no file", () => {
    claim("/a");
    claim("/b");
    releasePorts("/a", claims());
    expect(claim("/c").first).toBe(20_000);
    for (const name of ["/b", "/c"]) releasePorts(name, claims());
    expect(existsSync(claims())).toBe(false);
  });

  test("is free again when its sandbox is gone and whoever claimed it has ended", () => {
    claim("/a");
    const [file] = readdirSync(claims());
    const stale = { folder: "/a", by: { ...processIdentity(process.pid), startTicks: 1 } };
    writeFileSync(join(claims(), file ?? ""), JSON.stringify(stale));
    expect(claim("/b", false).first).toBe(20_000);
  });

  test("is not free while whoever claimed it has yet to write that it has it", () => {
    claim("/a", false);
    expect(claim("/b", false).first).toBe(20_300);
  });

  test("that cannot be read is somebody else's", () => {
    claim("/a");
    writeFileSync(join(claims(), "20000"), "not ours");
    expect(claim("/b", false).first).toBe(20_300);
  });

  test("fails where every one is claimed", () => {
    for (let count = 0; count < 42; count += 1) claim(`/${count}`);
    expect(() => claim("/more")).toThrow(
      `every block of ports from 20000 to 32768 is claimed (${claims()}); end a sandbox that is not needed`,
    );
  });

  test("has a part that goes by name and one for each of four clusters, none twice", () => {
    const block = { first: 20_000, size: 300 };
    const named = namedPart(block);
    const all = [0, 1, 2, 3].flatMap((nth) => podPorts(block, nth));
    expect(Math.min(...all)).toBe(named.first + named.size);
    expect(new Set(all).size).toBe(240);
    expect(Math.max(...all)).toBe(20_299);
    expect(() => podPorts(block, 4)).toThrow("a sandbox has ports for 4 clusters, not for more");
  });
});

describe("a free port", () => {
  test("is one that nobody listens on, on whatever address", async () => {
    for (const host of ["127.0.0.1", "0.0.0.0"]) {
      const { server, port } = await listening(host);
      expect(await isFree(port)).toBe(false);
      expect(await accepts(port)).toBe(true);
      await new Promise((resolve) => server.close(resolve));
      expect(await isFree(port)).toBe(true);
      expect(await accepts(port)).toBe(false);
    }
  });

  test("is found past those that are taken, and not found outside of the block", async () => {
    const { server, port } = await listening();
    const block = { first: port, size: 3 };
    expect(await freePorts(block, 1, new Set([port + 1]))).toEqual([port + 2]);
    await expect(freePorts(block, 3, new Set())).rejects.toThrow(
      `3 free ports are needed from ${port} to ${port + 2}, found 2`,
    );
    await new Promise((resolve) => server.close(resolve));
  });
});
