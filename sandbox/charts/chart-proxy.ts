import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Duplex } from "node:stream";
import { type Identity, serverIdentity } from "./certificates";
import type { ChartPackage } from "./chart-package";
import { type ChartAnswer, chartRoutes } from "./chart-routes";
import { type Destination, openTunnel } from "./tunnel";
import { hostOf } from "./wanted-charts";

/** Options of {@link createChartProxy}. */
export interface ChartProxyOptions {
  /** What is served here; their hosts are answered for by this process. */
  readonly charts: readonly ChartPackage[];
  /**
   * Refuse every other host.
   *
   * @default false
   */
  readonly offline?: boolean;
  /**
   * Proxy behind which every other host is.
   *
   * @default - other hosts are connected to at once
   */
  readonly upstream?: Destination;
}

/** A proxy for HTTPS, and the certificate that its clients must trust. */
export interface ChartProxy {
  readonly server: Server;
  readonly authorityPem: string;
}

/**
 * A proxy that answers for the hosts of some charts itself, over TLS, and passes everything else on unread. Whoever asks must be told of it by
 * HTTPS_PROXY: nothing else on the machine is changed.
 */
export function createChartProxy({ charts, offline = false, upstream }: ChartProxyOptions): ChartProxy {
  const hosts = new Set(charts.map(({ repository }) => hostOf(repository)));
  const routes = chartRoutes(charts);
  const identity = serverIdentity([...hosts].map(bareName));
  const secure = answering(identity, routes);
  const server = createServer((request, response) => list(charts, request, response));
  server.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on("error", () => client.destroy());
    const [host = "", port = "443"] = (request.url ?? "").split(":");
    if (hosts.has(host) || hosts.has(`${host}:${port}`)) {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      if (head.length > 0) client.unshift(head);
      secure.emit("connection", client);
    } else if (offline) {
      client.end("HTTP/1.1 403 Offline\r\nContent-Length: 0\r\n\r\n");
    } else {
      void pass({ host, port: Number(port) }, client, head, upstream);
    }
  });
  return { server, authorityPem: identity.authorityPem };
}

function answering({ certificatePem, keyPem }: Identity, routes: ReadonlyMap<string, ChartAnswer>): Server {
  const secure = createSecureServer({ cert: certificatePem, key: keyPem }, (request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const host = (request.headers.host ?? "").replace(/:443$/, "");
    const answer = routes.get(`${host}${path}`);
    if (!answer) {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(JSON.stringify({ errors: [{ code: "NAME_UNKNOWN", message: "no such chart in this sandbox" }] }));
      return;
    }
    response.writeHead(200, {
      "content-type": answer.type,
      "content-length": answer.body.length,
      ...(answer.digest === undefined ? {} : { "docker-content-digest": answer.digest }),
    });
    response.end(request.method === "HEAD" ? undefined : answer.body);
  });
  secure.on("tlsClientError", () => {});
  return secure;
}

async function pass(to: Destination, client: Duplex, head: Buffer, upstream: Destination | undefined): Promise<void> {
  try {
    const remote = await openTunnel(to, upstream);
    remote.on("error", () => client.destroy());
    client.on("close", () => remote.destroy());
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) remote.write(head);
    client.pipe(remote).pipe(client);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/[^ -~]/g, " ") : "unreachable";
    client.end(`HTTP/1.1 502 ${reason}\r\nContent-Length: 0\r\n\r\n`);
  }
}

/** What it serves, for whoever looks at its own address. */
function list(charts: readonly ChartPackage[], request: IncomingMessage, response: ServerResponse): void {
  const known = request.url === "/charts";
  response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
  const served = charts.map(({ chart, version, repository, from }) => ({ chart, version, repository, from }));
  response.end(known ? JSON.stringify(served) : "{}");
}

function bareName(host: string): string {
  return host.split(":")[0] ?? host;
}
