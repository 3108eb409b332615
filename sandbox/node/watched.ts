import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesApi, WatchEvent } from "../clusters/kubernetes-api";

interface Listed {
  readonly metadata: { readonly uid: string; readonly resourceVersion?: string };
}

const RETRY_MS = 500;

/** Every object of a kind, kept as the API server has them; goes on by itself after the server was away. */
export class Watched<T extends Listed> {
  private objects = new Map<string, T>();

  constructor(
    private readonly api: KubernetesApi,
    /** Path of the list. */
    private readonly path: string,
    private readonly onChange: () => void,
  ) {}

  all(): readonly T[] {
    return [...this.objects.values()];
  }

  /** Follows the objects until the signal. */
  async follow(signal: AbortSignal, say: (line: string) => void): Promise<void> {
    let trouble = "";
    while (!signal.aborted) {
      try {
        const list = await this.api.get<{
          readonly metadata: { readonly resourceVersion: string };
          readonly items: readonly T[];
        }>(this.path);
        this.objects = new Map(list.items.map((item) => [item.metadata.uid, item]));
        trouble = "";
        this.onChange();
        await this.watch(list.metadata.resourceVersion, signal);
      } catch (error) {
        const said = `${this.path}: ${(error as Error).message}`;
        // the same trouble twice a second is said once.
        if (said !== trouble && !signal.aborted) say(said);
        trouble = said;
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Takes changes in until the server ends the watch; whatever the reason, a new list follows. */
  private async watch(version: string, signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const onEvent = ({ type, object }: WatchEvent<T>) => {
      if (type === "ERROR") return ended.abort();
      if (type === "BOOKMARK") return;
      if (type === "DELETED") this.objects.delete(object.metadata.uid);
      else this.objects.set(object.metadata.uid, object);
      this.onChange();
    };
    await this.api.watch(this.path, version, onEvent, AbortSignal.any([signal, ended.signal]));
  }
}
