import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Container, Probe } from "../../../sandbox/node/pod";
import { containerPort, probePlan } from "../../../sandbox/node/probe";

const container: Container = { name: "m", image: "m", ports: [{ name: "health", containerPort: 8081 }] };

async function asked(probe: Probe, status: number): Promise<boolean | undefined> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/readyz" ? status : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await probePlan(probe, container, () => port)?.ask();
  server.close();
  server.closeAllConnections();
  return answer;
}

describe("a probe", () => {
  const http: Probe = { httpGet: { path: "/readyz", port: "health" } };

  test.each([
    [199 + 1, true],
    [302, true],
    [399, true],
    [400, false],
    [500, false],
  ])("takes the answer %d for %s", async (status, healthy) => {
    expect(await asked(http, status)).toBe(healthy);
  });

  test("asks whether a port is open", async () => {
    expect(await asked({ tcpSocket: { port: 8081 } }, 200)).toBe(true);
    expect(await probePlan({ tcpSocket: { port: 8081 } }, container, () => 1)?.ask()).toBe(false);
  });

  test("has the kubelet's own times where it names none", () => {
    expect(probePlan(http, container, (port) => port)).toMatchObject({
      initialDelayMs: 0,
      periodMs: 10_000,
      failureThreshold: 3,
    });
    const named = { ...http, initialDelaySeconds: 5, periodSeconds: 2, failureThreshold: 1 };
    expect(probePlan(named, container, (port) => port)).toMatchObject({
      initialDelayMs: 5000,
      periodMs: 2000,
      failureThreshold: 1,
    });
  });

  test("is none where nothing here can ask it", () => {
    expect(probePlan(undefined, container, (port) => port)).toBeUndefined();
    expect(probePlan({}, container, (port) => port)).toBeUndefined();
    expect(probePlan({ httpGet: { port: "none" } }, container, (port) => port)).toBeUndefined();
  });
});

test("a port is known by its number or its name", () => {
  expect(containerPort(9443, container)).toBe(9443);
  expect(containerPort("health", container)).toBe(8081);
  expect(containerPort("none", container)).toBeUndefined();
});
