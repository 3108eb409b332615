import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { egressProxy, listenOnSocket, type Route, tableRoute } from "../../../sandbox/node/egress-proxy";

const folder = mkdtempSync(join(tmpdir(), "egress-"));
const open: { close(): unknown }[] = [];

afterAll(() => {
  for (const one of open) one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function proxyFor(route: Route, name: string): Promise<string> {
  const socketPath = join(folder, name);
  const server = egressProxy(route);
  open.push(server);
  await listenOnSocket(server, socketPath);
  return socketPath;
}

function tunnel(socketPath: string, to: string): Promise<{ status: number | undefined; socket: Socket; head: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method: "CONNECT", path: to });
    asked.on("connect", (answer, socket, head) =>
      resolve({ status: answer.statusCode, socket: socket as Socket, head }),
    );
    asked.on("error", reject);
    asked.end();
  });
}

test("carries what the API server sends to the port that the route names", async () => {
  const echo = createServer((socket) => socket.pipe(socket));
  open.push(echo);
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  const asked: unknown[] = [];
  const path = await proxyFor((host, port) => {
    asked.push([host, port]);
    return (echo.address() as AddressInfo).port;
  }, "carries");
  const { status, socket } = await tunnel(path, "10.96.4.7:443");
  expect(status).toBe(200);
  expect(asked).toEqual([["10.96.4.7", 443]]);
  const said = await new Promise<string>((resolve) => {
    socket.once("data", (data) => resolve(data.toString()));
    socket.write("admission review");
  });
  expect(said).toBe("admission review");
  socket.destroy();
});

test("refuses an address where nothing runs, and one where the process has ended", async () => {
  const nothing = await proxyFor(() => undefined, "nothing");
  expect((await tunnel(nothing, "10.96.4.7:443")).status).toBe(502);
  const ended = createServer();
  await new Promise<void>((resolve) => ended.listen(0, "127.0.0.1", resolve));
  const { port } = ended.address() as AddressInfo;
  await new Promise((resolve) => ended.close(resolve));
  expect((await tunnel(await proxyFor(() => port, "ended"), "10.96.4.7:443")).status).toBe(502);
});

test("is this user's alone, and takes the place of one that a dead process left behind", async () => {
  writeFileSync(join(folder, "left"), "");
  const path = await proxyFor(() => undefined, "left");
  expect(statSync(path).isSocket()).toBe(true);
  expect(statSync(path).mode & 0o077).toBe(0);
});

test("is no proxy for anything else", async () => {
  const path = await proxyFor(() => undefined, "else");
  const status = await new Promise((resolve) =>
    request({ socketPath: path, path: "http://example.com/" }, (answer) => resolve(answer.resume().statusCode)).end(),
  );
  expect(status).toBe(405);
});

test.each([
  ["s3.example", 443, 1],
  ["s3.example", 80, undefined],
  ["models.s3.example", 443, 2],
  ["a.models.s3.example", 443, 2],
  ["example", 443, undefined],
  ["xs3.example", 443, undefined],
])("a table leads %s:%i to %s", (host, port, found) => {
  expect(tableRoute({ "s3.example:443": 1, "*.s3.example:443": 2 })(host, port)).toBe(found);
});
