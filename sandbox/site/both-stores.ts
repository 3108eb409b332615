import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { modelHandling } from "../../spec/lineage";
import { modelPath, objectStoreEndpoint, objectStoreRegion } from "../../spec/object-store";
import type { Platform, Side } from "../../spec/platform";
import { type SiteStore, STORE_KEY, storeEnvironment } from "./site-store";
import type { Files } from "./stand-in-version";

/** How {@link BothStores} reaches them. */
export interface StoresOptions {
  /** File of rclone. */
  readonly rclone: string;
  readonly store: SiteStore;
  /**
   * URL of the AWS emulator.
   *
   * @default - there is no cloud side
   */
  readonly emulator?: string;
  /** Models that the sandbox has the files of, or trains. */
  readonly models: readonly string[];
}

/** One version of a model. */
export interface Version {
  readonly model: string;
  readonly version: string;
}

/** The object stores of both sides, as who fills and looks at them by hand meets them. */
export class BothStores {
  constructor(
    private readonly platform: Platform,
    private readonly options: StoresOptions,
  ) {}

  /** Models that the sandbox has the files of, or trains. */
  get models(): readonly string[] {
    return this.options.models;
  }

  /** Names of a version's files on a side; undefined where the store does not answer, or has no such bucket. */
  async list(side: Side, version: Version): Promise<readonly string[] | undefined> {
    const listed = await this.rclone("lsf", "-R", "--files-only", this.place(side, version));
    return listed === undefined ? undefined : listed.split("\n").filter((line) => line !== "");
  }

  /** A version's files, read anew; undefined where there are none. */
  async read(side: Side, version: Version): Promise<Files | undefined> {
    return inTemporaryFolder(async (folder) => {
      if ((await this.rclone("copy", this.place(side, version), folder)) === undefined) return undefined;
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const read = files.map(({ parentPath, name }) => join(parentPath, name));
      if (read.length === 0) return undefined;
      return Object.fromEntries(read.map((file) => [relative(folder, file), readFileSync(file)]));
    });
  }

  /** Writes a version's files; false where it cannot, as where the bucket is not there yet. */
  async write(side: Side, version: Version, files: Files): Promise<boolean> {
    return inTemporaryFolder(async (folder) => {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      return (await this.rclone("copy", "--retries", "1", folder, this.place(side, version))) !== undefined;
    });
  }

  private place(side: Side, { model, version }: Version): string {
    const { platform } = this;
    const described = platform.models.find(({ name }) => name === model);
    const restricted = described !== undefined && modelHandling(platform, described).classification === "restricted";
    const { bucket, prefix } = modelPath(platform, side, model, restricted);
    return `${side === "onPrem" ? "onprem" : "cloud"}:${bucket}/${prefix}/${version}/`;
  }

  /** Runs rclone with both stores as its remotes `cloud` and `onprem`; its output, or undefined where it failed. */
  rclone(...args: readonly string[]): Promise<string | undefined> {
    const { platform } = this;
    const { rclone, store, emulator } = this.options;
    const environment = {
      PATH: "",
      HOME: "/nonexistent",
      RCLONE_CONFIG: "/dev/null",
      ...storeEnvironment(store, store.trustFile),
      ...(emulator !== undefined &&
        remote("CLOUD", {
          PROVIDER: "AWS",
          REGION: objectStoreRegion(platform, "cloud"),
          ENDPOINT: emulator,
          ACCESS_KEY_ID: "emulated",
          SECRET_ACCESS_KEY: "emulated",
        })),
      ...remote("ONPREM", {
        PROVIDER: "Other",
        REGION: objectStoreRegion(platform, "onPrem"),
        ENDPOINT: objectStoreEndpoint(platform, "onPrem") ?? "",
        ACCESS_KEY_ID: STORE_KEY.accessKeyId,
        SECRET_ACCESS_KEY: STORE_KEY.secretAccessKey,
      }),
    };
    return new Promise((resolve) => {
      execFile(rclone, [...args, "--low-level-retries", "1"], { env: environment, timeout: 60_000 }, (error, stdout) =>
        resolve(error ? undefined : stdout),
      );
    });
  }
}

function remote(name: string, settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const all = { TYPE: "s3", NO_CHECK_BUCKET: "true", ...settings };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [`RCLONE_CONFIG_${name}_${key}`, value]));
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "version-"));
  return work(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
}
