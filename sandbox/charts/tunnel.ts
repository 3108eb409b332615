import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Where a connection goes. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** How long a host may take to answer before it counts as out of reach. */
const PATIENCE_MS = 4000;

/** The proxy that the user's environment names for HTTPS; undefined where there is none. */
export function proxyOf(environment: NodeJS.ProcessEnv): Destination | undefined {
  const named = environment.HTTPS_PROXY || environment.https_proxy;
  if (!named) return undefined;
  const url = new URL(named.includes("://") ? named : `http://${named}`);
  return { host: url.hostname, port: Number(url.port || 80) };
}

/** Opens a connection to a host, through a proxy where there is one. */
export function openTunnel({ host, port }: Destination, proxy: Destination | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = proxy ?? { host, port };
    const socket = connect(target.port, target.host);
    const late = setTimeout(() => socket.destroy(new Error(`${host} does not answer`)), PATIENCE_MS);
    socket.once("error", (error) => {
      clearTimeout(late);
      reject(error);
    });
    const open = (): void => {
      clearTimeout(late);
      resolve(socket);
    };
    if (!proxy) return void socket.once("connect", open);
    socket.once("connect", () => socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`));
    socket.once("data", (answer) => {
      if (/^HTTP\/1\.[01] 200/.test(answer.toString("latin1"))) open();
      else socket.destroy(new Error(`the proxy ${target.host} refuses ${host}`));
    });
  });
}

/** True where the host itself answers, as its certificate shows. */
export async function isReachable(host: string, proxy: Destination | undefined): Promise<boolean> {
  const [name = "", port = "443"] = host.split(":");
  try {
    const socket = await openTunnel({ host: name, port: Number(port) }, proxy);
    return await new Promise((resolve) => {
      const secure = connectTls({ socket, servername: name, timeout: PATIENCE_MS });
      const answer = (reachable: boolean): void => {
        secure.destroy();
        resolve(reachable);
      };
      secure.once("secureConnect", () =>
        secure.write(`GET /v2/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
      );
      // a filter in between refuses with 403, and a broken gateway with 5xx; a repository and a registry do neither.
      secure.once("data", (data) => answer(/^HTTP\/1\.[01] (2|3|401|404)/.test(data.toString("latin1"))));
      secure.once("error", () => answer(false));
      secure.once("timeout", () => answer(false));
      secure.once("close", () => answer(false));
    });
  } catch {
    return false;
  }
}
