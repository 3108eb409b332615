import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Finds the port of this machine behind an address of the cluster's network; undefined where nothing is. */
export type Route = (host: string, port: number) => number | undefined;

/** The route by a table of `host:port`, where `*.host:port` stands for every name below the host. */
export function tableRoute(ports: Readonly<Record<string, number>>): Route {
  return (host, port) => {
    const above = host.split(".").map((_, index, labels) => labels.slice(index + 1).join("."));
    const keys = [host, ...above.filter((name) => name !== "").map((name) => `*.${name}`)];
    return keys.map((key) => ports[`${key}:${port}`]).find((found) => found !== undefined);
  };
}

/**
 * Carries what the API server sends into the cluster's network to processes of this machine: an HTTP proxy that knows CONNECT alone, on a Unix socket
 * that only this user may open.
 */
export function egressProxy(route: Route): Server {
  const server = createServer((_request, response) => {
    response.writeHead(405).end("only CONNECT is known here\n");
  });
  server.on("connect", (request, client: Duplex, first: Buffer) => {
    const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(request.url ?? "") ?? [];
    const target = route(host, Number(port));
    if (target === undefined) return refuse(client, `nothing that runs here is at ${request.url}`);
    const upstream = connect({ host: "127.0.0.1", port: target });
    upstream.once("connect", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(first);
      join(client, upstream);
    });
    upstream.once("error", (error) => refuse(client, error.message));
  });
  return server;
}

/** Starts a proxy on a socket; one that a dead process left behind is replaced. */
export function listenOnSocket(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const mask = process.umask(0o077);
    server.listen(path, resolve);
    process.umask(mask);
  });
}

function join(client: Duplex, upstream: Socket): void {
  client.pipe(upstream).pipe(client);
  const end = () => {
    client.destroy();
    upstream.destroy();
  };
  for (const stream of [client, upstream]) stream.once("error", end).once("close", end);
}

function refuse(client: Duplex, why: string): void {
  if (client.destroyed) return;
  client.on("error", () => {});
  client.end(`HTTP/1.1 502 Bad Gateway\r\nContent-Length: ${Buffer.byteLength(why)}\r\n\r\n${why}`);
}
