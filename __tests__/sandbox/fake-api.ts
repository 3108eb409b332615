import type { KubernetesApi, WatchEvent } from "../../sandbox/clusters/kubernetes-api";

/** An object of the API, as far as the fake cares. */
export interface FakeObject {
  readonly metadata: { readonly name: string; readonly uid: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

type Watcher = { readonly path: string; readonly onEvent: (event: WatchEvent<FakeObject>) => void; end(): void };

/** Stands in for an API server: lists, watches, and notes what is asked of it. */
export class FakeApi {
  readonly calls: (readonly [method: string, path: string, body?: unknown])[] = [];
  /** Answers for single objects, by path. */
  readonly objects = new Map<string, unknown>();
  /** Lists, by path. */
  readonly lists = new Map<string, FakeObject[]>();
  /** Set to have every request fail. */
  trouble: string | undefined;
  private watchers: Watcher[] = [];

  /** The fake in the type of the real thing. */
  get api(): KubernetesApi {
    return this as unknown as KubernetesApi;
  }

  async get(path: string): Promise<unknown> {
    this.note("GET", path);
    const items = this.lists.get(path);
    return items ? { metadata: { resourceVersion: "1" }, items: [...items] } : this.objects.get(path);
  }

  async find(path: string): Promise<unknown> {
    this.note("GET", path);
    return this.objects.get(path);
  }

  async create(path: string, body: object): Promise<unknown> {
    this.note("POST", path, body);
    return { status: { token: "token", expirationTimestamp: new Date(Date.now() + 3_600_000).toISOString() } };
  }

  async createOnce(path: string, body: object): Promise<boolean> {
    this.note("POST", path, body);
    return true;
  }

  async patch(path: string, body: object): Promise<void> {
    this.note("PATCH", path, body);
  }

  async patchStatus(path: string, status: object): Promise<void> {
    this.note("STATUS", path, status);
  }

  async delete(path: string, options?: object): Promise<void> {
    this.note("DELETE", path, options);
  }

  watch(
    path: string,
    _version: string,
    onEvent: (event: WatchEvent<FakeObject>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.note("WATCH", path);
    return new Promise((resolve, reject) => {
      const watcher = { path, onEvent, end: resolve };
      this.watchers.push(watcher);
      signal.addEventListener("abort", () => reject(new Error("aborted")));
    });
  }

  close(): void {}

  /** Tells every watch of a list of a change, and keeps it. */
  change(path: string, type: "ADDED" | "MODIFIED" | "DELETED" | "ERROR", object: FakeObject): void {
    const others = (this.lists.get(path) ?? []).filter(({ metadata }) => metadata.uid !== object.metadata.uid);
    this.lists.set(path, type === "DELETED" || type === "ERROR" ? others : [...others, object]);
    for (const watcher of this.watchers.filter((one) => one.path === path)) watcher.onEvent({ type, object });
  }

  /** Ends every watch, as a server does now and then. */
  endWatches(): void {
    for (const { end } of this.watchers.splice(0)) end();
  }

  private note(method: string, path: string, body?: unknown): void {
    this.calls.push([method, path, body]);
    if (this.trouble) throw new Error(this.trouble);
  }
}
