import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
import { connect } from "node:net";
import type { PortOf } from "./listeners";
import type { Container, Probe } from "./pod";

/** What a probe asks, with the kubelet's own values where it names none. */
export interface ProbePlan {
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly failureThreshold: number;
  ask(): Promise<boolean>;
}

/** The plan of a container's probe against the ports that stand for its own; undefined where it has none, or one that nothing here can ask. */
export function probePlan(probe: Probe | undefined, container: Container, portOf: PortOf): ProbePlan | undefined {
  if (!probe?.httpGet && !probe?.tcpSocket) return undefined;
  const { httpGet, tcpSocket, timeoutSeconds = 1 } = probe;
  const named = httpGet?.port ?? tcpSocket?.port ?? 0;
  const port = containerPort(named, container);
  if (port === undefined) return undefined;
  const timeoutMs = timeoutSeconds * 1000;
  return {
    initialDelayMs: (probe.initialDelaySeconds ?? 0) * 1000,
    periodMs: (probe.periodSeconds ?? 10) * 1000,
    failureThreshold: probe.failureThreshold ?? 3,
    ask: () =>
      httpGet
        ? answersHttp(httpGet.scheme ?? "HTTP", portOf(port), httpGet.path ?? "/", timeoutMs)
        : accepts(portOf(port), timeoutMs),
  };
}

/** A container's port by number or by the name that it gives it. */
export function containerPort(named: number | string, container: Container): number | undefined {
  if (typeof named === "number") return named;
  return container.ports?.find(({ name }) => name === named)?.containerPort;
}

function answersHttp(scheme: "HTTP" | "HTTPS", port: number, path: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, path, timeout: timeoutMs, rejectUnauthorized: false };
    const asked = (scheme === "HTTPS" ? getHttps : getHttp)(options, (response) => {
      response.resume();
      const { statusCode = 500 } = response;
      resolve(statusCode >= 200 && statusCode < 400);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(false));
  });
}

function accepts(port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: timeoutMs });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => done(true));
    socket.on("timeout", () => done(false));
    socket.on("error", () => done(false));
  });
}
