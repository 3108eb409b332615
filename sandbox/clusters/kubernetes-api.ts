import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterAccess } from "./kubeconfig";

/** Thrown when the API server refuses a request; the message says what it said. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    method: string,
    path: string,
    said: string,
  ) {
    super(`${method} ${path} answered ${status}: ${said}`);
    this.name = "ApiError";
  }
}

/** A change that a watch tells of. */
export interface WatchEvent<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: T;
}

const MERGE_PATCH = "application/merge-patch+json";
/** A control plane on a machine with much else to do may take many seconds. */
const TIMEOUT_SEC = 30;
const PAUSE_MS = 500;

/** The API of one control plane, as its administrator; as much of it as the sandbox needs. */
export class KubernetesApi {
  private readonly agent: Agent;

  constructor(private readonly access: ClusterAccess) {
    this.agent = new Agent({
      ca: access.certificateAuthority,
      cert: access.clientCertificate,
      key: access.clientKey,
      keepAlive: true,
    });
  }

  get<T>(path: string): Promise<T> {
    return this.ask("GET", path);
  }

  /** Undefined where there is none. */
  async find<T>(path: string): Promise<T | undefined> {
    return orWhere(this.get<T>(path), 404);
  }

  create<T>(path: string, body: object): Promise<T> {
    return this.ask("POST", path, body);
  }

  /** Makes an object unless there is one of that name; true where it was made. */
  async createOnce(path: string, body: object): Promise<boolean> {
    return (await orWhere(this.create<object>(path, body), 409)) !== undefined;
  }

  /** By a merge patch: what it does not name stays. */
  patch<T>(path: string, body: object): Promise<T> {
    return this.ask("PATCH", path, body, MERGE_PATCH);
  }

  /** By a strategic merge patch: lists with a key, such as conditions, are merged by it. */
  patchStatus<T>(path: string, status: object): Promise<T> {
    return this.ask("PATCH", `${path}/status`, { status }, "application/strategic-merge-patch+json");
  }

  /** Deletes an object, if there is one. */
  async delete(path: string, options: object = {}): Promise<void> {
    await orWhere(this.ask("DELETE", path, options), 404);
  }

  /** Calls back for each change after a version, until the signal, or until the server ends it. */
  async watch<T>(
    path: string,
    version: string,
    onEvent: (event: WatchEvent<T>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const response = await this.send("GET", `${path}?watch=true&allowWatchBookmarks=true&resourceVersion=${version}`, {
      signal,
    });
    if (response.statusCode !== 200) throw await refusal("WATCH", path, response);
    for await (const line of createInterface({ input: response })) onEvent(JSON.parse(line) as WatchEvent<T>);
  }

  /** Ends connections that are kept open. */
  close(): void {
    this.agent.destroy();
  }

  private async ask<T>(method: string, path: string, body?: object, type = "application/json"): Promise<T> {
    const end = Date.now() + TIMEOUT_SEC * 1000;
    const send = () => this.send(method, path, { body, type, signal: AbortSignal.timeout(end - Date.now()) });
    let response = await send();
    // of a kind that was defined a moment ago it asks to be asked again; an eviction is refused so for another reason.
    while (method === "GET" && response.statusCode === 429 && Date.now() + PAUSE_MS < end) {
      response.resume();
      await sleep(PAUSE_MS);
      response = await send();
    }
    if ((response.statusCode ?? 500) >= 300) throw await refusal(method, path, response);
    return JSON.parse(await textOf(response)) as T;
  }

  private send(
    method: string,
    path: string,
    { body, type, signal }: { body?: object | undefined; type?: string; signal: AbortSignal },
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body);
      const headers = {
        Accept: "application/json",
        ...(text !== undefined && { "Content-Type": type, "Content-Length": Buffer.byteLength(text) }),
      };
      const sent = request(`${this.access.server}${path}`, { method, agent: this.agent, headers, signal }, resolve);
      sent.on("error", (error) =>
        reject(
          signal.reason instanceof DOMException && signal.reason.name === "TimeoutError"
            ? new Error(`${method} ${path} was not answered within ${TIMEOUT_SEC} s`)
            : error,
        ),
      );
      sent.end(text);
    });
  }
}

async function orWhere<T>(answer: Promise<T>, status: number): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === status) return undefined;
    throw error;
  }
}

async function refusal(method: string, path: string, response: IncomingMessage): Promise<ApiError> {
  const text = await textOf(response);
  let said = text;
  try {
    said = (JSON.parse(text) as { readonly message?: string }).message ?? text;
  } catch {
    // not every refusal is a Status.
  }
  return new ApiError(response.statusCode ?? 0, method, path, said.trim());
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) text += chunk;
  return text;
}
