import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { podField } from "./downward";
import type { Container, KeyedFiles, Pod, Projection, Volume } from "./pod";
import type { Data, PodData, Token } from "./pod-data";

/** Part of its life after which a token is asked for anew, as a kubelet does. */
const TOKEN_RENEWAL = 0.8;

interface KnownToken extends Token {
  readonly askedAtMs: number;
}

/**
 * Lays out what a container mounts under a private root: ConfigMaps, Secrets, tokens, fields of the pod, and empty folders. Like a kubelet it brings
 * them up to date when it is asked again, but for mounts of one file of a volume, which never change.
 */
export class PodVolumes {
  private readonly tokens = new Map<string, KnownToken>();

  /**
   * @param root folder that the container takes for the root of its file system
   * @param change is told each file's content and may give another
   */
  constructor(
    private readonly pod: Pod,
    private readonly data: PodData,
    private readonly root: string,
    private readonly change: (content: Buffer) => Buffer,
  ) {}

  /** @throws NotThereYet where something is not there (yet) that must be */
  async layOut(container: Container): Promise<void> {
    for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
      const volume = this.pod.spec.volumes?.find((candidate) => candidate.name === name);
      if (!volume) continue;
      const target = this.inside(mountPath);
      const files = await this.filesOf(volume);
      if (!files) mkdirSync(subPath === undefined ? target : join(target, subPath), { recursive: true });
      else if (subPath === undefined) this.writeAll(target, files);
      else if (files[subPath]) this.writeNew(target, files[subPath]);
    }
  }

  /** The path under the root; a mount cannot leave it. */
  private inside(path: string): string {
    return join(this.root, normalize(join("/", path)));
  }

  /** The volume's files by path; undefined for one that starts empty and is the container's own. */
  private async filesOf(volume: Volume): Promise<Data | undefined> {
    const { configMap, secret, downwardAPI, projected } = volume;
    if (configMap) return this.projection({ configMap });
    if (secret) return this.projection({ secret: { ...secret, name: secret.secretName } });
    if (downwardAPI) return this.projection({ downwardAPI });
    if (!projected) return undefined;
    const parts = await Promise.all(projected.sources.map((source) => this.projection(source)));
    return Object.assign({}, ...parts) as Data;
  }

  private async projection({ configMap, secret, serviceAccountToken, downwardAPI }: Projection): Promise<Data> {
    if (configMap) return keyed(await this.data.configMap(configMap.name, configMap.optional), configMap);
    if (secret) return keyed(await this.data.secret(secret.name, secret.optional), secret);
    if (serviceAccountToken) {
      const { path, audience, expirationSeconds } = serviceAccountToken;
      return { [path]: Buffer.from(await this.token(audience, expirationSeconds)) };
    }
    const items = downwardAPI?.items ?? [];
    return Object.fromEntries(
      items.map(({ path, fieldRef }) => [path, Buffer.from(podField(this.pod, fieldRef?.fieldPath ?? ""))]),
    );
  }

  private async token(audience: string | undefined, expirationSeconds: number | undefined): Promise<string> {
    const known = this.tokens.get(audience ?? "");
    const now = Date.now();
    if (known && now < known.askedAtMs + (known.expiresAtMs - known.askedAtMs) * TOKEN_RENEWAL) return known.token;
    const fresh = { ...(await this.data.token(audience, expirationSeconds)), askedAtMs: now };
    this.tokens.set(audience ?? "", fresh);
    return fresh.token;
  }

  private writeAll(folder: string, files: Data): void {
    mkdirSync(folder, { recursive: true });
    for (const [path, content] of Object.entries(files))
      this.writeChanged(join(folder, normalize(join("/", path))), content);
  }

  private writeNew(file: string, content: Buffer): void {
    if (readOrUndefined(file) === undefined) this.writeChanged(file, content);
  }

  /** Whoever reads the file meanwhile sees the old content or the new, never a part. */
  private writeChanged(file: string, content: Buffer): void {
    const wanted = this.change(content);
    if (readOrUndefined(file)?.equals(wanted)) return;
    mkdirSync(dirname(file), { recursive: true });
    const partial = `${file}.new`;
    writeFileSync(partial, wanted, { mode: 0o600 });
    renameSync(partial, file);
  }

  /** Removes all that the containers saw and wrote. */
  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function keyed(data: Data, { items }: KeyedFiles): Data {
  if (!items) return data;
  return Object.fromEntries(
    items.flatMap(({ key, path }) => {
      const content = data[key];
      return content ? [[path, content]] : [];
    }),
  );
}

function readOrUndefined(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
