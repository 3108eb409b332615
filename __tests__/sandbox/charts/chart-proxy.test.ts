import { request } from "node:http";
import { get } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { parse } from "yaml";
import { digestOf, standInChart } from "../../../sandbox/charts/chart-package";
import { type ChartProxy, createChartProxy } from "../../../sandbox/charts/chart-proxy";
import { isReachable, openTunnel, proxyOf } from "../../../sandbox/charts/tunnel";

const keda = standInChart({ chart: "keda", version: "2.20.2", repository: "https://kedacore.github.io/charts" });
const gateway = standInChart({ chart: "gateway-helm", version: "v1.9.2", repository: "oci://docker.io/envoyproxy" });

const open: { close(): unknown }[] = [];

afterAll(() => {
  for (const one of open) one.close();
});

function listening(server: Server): Promise<number> {
  open.push(server);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));
}

/** The socket behind a CONNECT, or the status that refused it. */
function tunnel(port: number, to: string): Promise<Socket | number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method: "CONNECT", path: to });
    asked.on("connect", (answer, socket) =>
      resolve(answer.statusCode === 200 ? (socket as Socket) : (answer.statusCode ?? 0)),
    );
    asked.on("error", reject);
    asked.end();
  });
}

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: Buffer;
}

async function fetched(port: number, ca: string | undefined, host: string, path: string): Promise<Answer> {
  const socket = await tunnel(port, `${host}:443`);
  if (typeof socket === "number") throw new Error(`refused with ${socket}`);
  return new Promise((resolve, reject) => {
    const createConnection = () => connectTls({ socket, servername: host, ca });
    const asked = get({ host, path, defaultPort: 443, createConnection }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const type = response.headers["content-type"];
        resolve({ status: response.statusCode, type, body: Buffer.concat(parts) });
        socket.destroy();
      });
    });
    asked.on("error", (error) => {
      socket.destroy();
      reject(error);
    });
  });
}

describe("the chart proxy", () => {
  let proxy: ChartProxy;
  let port: number;

  beforeAll(async () => {
    proxy = createChartProxy({ charts: [keda, gateway], offline: true });
    port = await listening(proxy.server);
  });

  test("serves the index of a repository, and the archive that it names", async () => {
    const index = await fetched(port, proxy.authorityPem, "kedacore.github.io", "/charts/index.yaml");
    const { entries } = parse(index.body.toString()) as {
      entries: { keda: [{ version: string; digest: string; urls: [string] }] };
    };
    const [entry] = entries.keda;
    expect(entry.version).toBe("2.20.2");
    const archive = await fetched(port, proxy.authorityPem, "kedacore.github.io", `/charts/${entry.urls[0]}`);
    expect(archive.body).toEqual(keda.content);
    expect(`sha256:${entry.digest}`).toBe(digestOf(archive.body));
  });

  test("serves a registry: manifest by tag, then the blob that it names", async () => {
    const host = "registry-1.docker.io";
    const manifest = await fetched(port, proxy.authorityPem, host, "/v2/envoyproxy/gateway-helm/manifests/v1.9.2");
    expect(manifest.type).toBe("application/vnd.oci.image.manifest.v1+json");
    const { layers } = JSON.parse(manifest.body.toString()) as { layers: [{ digest: string; size: number }] };
    const blob = await fetched(port, proxy.authorityPem, host, `/v2/envoyproxy/gateway-helm/blobs/${layers[0].digest}`);
    expect(blob.body).toEqual(gateway.content);
    expect(layers[0].size).toBe(blob.body.length);
  });

  test("lists the versions of a chart as tags", async () => {
    const tags = await fetched(
      port,
      proxy.authorityPem,
      "registry-1.docker.io",
      "/v2/envoyproxy/gateway-helm/tags/list",
    );
    expect(JSON.parse(tags.body.toString())).toEqual({ name: "envoyproxy/gateway-helm", tags: ["v1.9.2"] });
  });

  test("answers 404 for a version that no release asks for", async () => {
    const path = "/v2/envoyproxy/gateway-helm/manifests/v1.9.3";
    expect((await fetched(port, proxy.authorityPem, "registry-1.docker.io", path)).status).toBe(404);
  });

  test("is believed by nobody who was not told of its authority", async () => {
    await expect(fetched(port, undefined, "kedacore.github.io", "/charts/index.yaml")).rejects.toThrow(
      /unable to verify|self.signed/,
    );
  });

  test("refuses every other host offline", async () => {
    expect(await tunnel(port, "sts.amazonaws.com:443")).toBe(403);
  });
});

describe("beside its charts, the proxy", () => {
  test("passes a connection on unread, directly and through another proxy", async () => {
    const echo = await listening(createServer((socket) => socket.pipe(socket)));
    const inner = await listening(createChartProxy({ charts: [keda] }).server);
    const upstream = { host: "127.0.0.1", port: inner };
    const outer = await listening(createChartProxy({ charts: [keda], upstream }).server);
    for (const port of [inner, outer]) {
      const socket = await tunnel(port, `127.0.0.1:${echo}`);
      if (typeof socket === "number") throw new Error(`refused with ${socket}`);
      const said = await new Promise<string>((resolve) => {
        socket.once("data", (data) => resolve(data.toString()));
        socket.write("hello");
      });
      expect(said).toBe("hello");
      socket.destroy();
    }
  });

  test("answers 502 where the host cannot be reached", async () => {
    const closed = createServer();
    const free = await listening(closed);
    closed.close();
    const port = await listening(createChartProxy({ charts: [keda] }).server);
    expect(await tunnel(port, `127.0.0.1:${free}`)).toBe(502);
  });
});

describe("reaching a host", () => {
  test("fails where a proxy refuses it", async () => {
    const port = await listening(createChartProxy({ charts: [keda], offline: true }).server);
    const proxy = { host: "127.0.0.1", port };
    await expect(openTunnel({ host: "charts.example", port: 443 }, proxy)).rejects.toThrow(
      "the proxy 127.0.0.1 refuses charts.example",
    );
    expect(await isReachable("charts.example", proxy)).toBe(false);
  });

  test("does not count where somebody else's certificate answers", async () => {
    const port = await listening(createChartProxy({ charts: [keda] }).server);
    expect(await isReachable("kedacore.github.io", { host: "127.0.0.1", port })).toBe(false);
  });

  test.each([
    [{}, undefined],
    [{ HTTPS_PROXY: "http://proxy.example:3128" }, { host: "proxy.example", port: 3128 }],
    [{ https_proxy: "proxy.example" }, { host: "proxy.example", port: 80 }],
  ])("goes through the proxy of %j", (environment, proxy) => {
    expect(proxyOf(environment)).toEqual(proxy);
  });
});
