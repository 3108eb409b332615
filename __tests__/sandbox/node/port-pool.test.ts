import { createServer } from "node:net";
import { PortPool } from "../../../sandbox/node/port-pool";

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

describe("ports for processes of pods", () => {
  test("are given to one pod at a time, and again when they are given back", async () => {
    const ports = await freePorts(2);
    const pool = new PortPool(ports);
    const taken = await Promise.all([pool.take(), pool.take()]);
    expect(taken.sort()).toEqual([...ports].sort());
    await expect(pool.take()).rejects.toThrow("all 2 ports for processes of pods are taken");
    pool.giveBack([ports[1] ?? 0]);
    expect(await pool.take()).toBe(ports[1]);
  });

  test("are never those that a stranger listens on", async () => {
    const ports = await freePorts(2);
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen({ host: "127.0.0.1", port: ports[0] }, resolve));
    expect(await new PortPool(ports).take()).toBe(ports[1]);
    await new Promise((resolve) => stranger.close(resolve));
  });
});
