import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { digestOf } from "../../cli/registry";

const DIGEST = `sha256:${"ab".repeat(32)}`;

/** A registry on this machine, as the OCI distribution protocol has it. */
async function withRegistry<T>(answer: RequestListener, use: (host: string) => Promise<T>): Promise<T> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("digestOf", () => {
  test("answers a registry's challenge and reads the tag's digest", async () => {
    const asked: string[] = [];
    const digest = await withRegistry(
      (request, response) => {
        asked.push(`${request.method} ${request.url}`);
        if (request.url?.startsWith("/token")) return response.end(JSON.stringify({ token: "t0" }));
        if (request.headers.authorization !== "Bearer t0") {
          const realm = `http://${request.headers.host}/token`;
          return response
            .writeHead(401, {
              "www-authenticate": `Bearer realm="${realm}",service="here",scope="repository:a/b:pull"`,
            })
            .end();
        }
        return response.writeHead(200, { "docker-content-digest": DIGEST }).end();
      },
      (host) => digestOf({ repository: `${host}/a/b`, tag: "1.0" }),
    );
    expect(digest).toBe(DIGEST);
    expect(asked).toEqual([
      "HEAD /v2/a/b/manifests/1.0",
      "GET /token?service=here&scope=repository%3Aa%2Fb%3Apull",
      "HEAD /v2/a/b/manifests/1.0",
    ]);
  });

  test.each([
    [404, {}, "the registry answers 404"],
    [200, {}, "the registry names no sha256 digest"],
    [200, { "docker-content-digest": "sha256:short" }, "the registry names no sha256 digest"],
  ])("never makes one up: status %i, headers %j", async (status, headers, reason) => {
    await withRegistry(
      (_, response) => response.writeHead(status, headers).end(),
      (host) =>
        expect(digestOf({ repository: `${host}/a/b`, tag: "1.0" })).rejects.toThrow(`${host}/a/b:1.0: ${reason}`),
    );
  });

  test("says so where nobody answers", async () => {
    const host = await withRegistry(
      (_, response) => response.end(),
      async (at) => at,
    );
    await expect(digestOf({ repository: `${host}/a/b`, tag: "1.0" })).rejects.toThrow(
      "the registry cannot be reached (ECONNREFUSED)",
    );
  });
});
