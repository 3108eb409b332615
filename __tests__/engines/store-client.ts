import { spawnSync } from "node:child_process";
import type { KubernetesApi } from "../../sandbox/clusters/kubernetes-api";

// biome-ignore lint/suspicious/noExplicitAny: files and answers are data that tests look into at will.
type Data = any;

/** Namespace and name of each Secret with a key of the store that the example needs. */
export const STORE_SECRETS = [
  ["acme-inference", "acme-inference-object-store"],
  ["acme-inference", "scan-segmenter-fra1-object-store"],
  ["acme-medical", "acme-medical-object-store"],
  ["acme-medical-restricted", "acme-medical-restricted-object-store"],
  ["acme-system", "acme-system-object-store"],
  ["acme-vision", "acme-vision-object-store"],
] as const;

/** Namespace and name of a Secret. */
export type Who = readonly [namespace: string, secret: string];

/** An object store as those see it whose keys are in Secrets. */
export interface StoreClient {
  /** Runs rclone with the key of a Secret; gives whether it worked, and what it printed. */
  as(who: Who, input: string, ...args: readonly string[]): Promise<{ readonly done: boolean; readonly text: string }>;
  write(who: Who, path: string): Promise<boolean>;
  /** Whether an object is read as it was written. */
  read(who: Who, path: string): Promise<boolean>;
  list(who: Who, path: string): Promise<boolean>;
}

/** What {@link storeClient} takes. */
export interface StoreClientOptions {
  readonly api: KubernetesApi;
  readonly rclone: string;
  readonly endpoint: string;
  readonly region: string;
  readonly folder: string;
}

export function storeClient({ api, rclone, endpoint, region, folder }: StoreClientOptions): StoreClient {
  const as: StoreClient["as"] = async ([namespace, secret], input, ...args) => {
    const { data = {} } = await api.get<Data>(`/api/v1/namespaces/${namespace}/secrets/${secret}`);
    const plain = (key: string) => Buffer.from(data[key] ?? "", "base64").toString();
    const { status, stdout } = spawnSync(rclone, ["--retries=1", "--low-level-retries=1", ...args], {
      encoding: "utf8",
      input,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        RCLONE_CONFIG: "/dev/null",
        RCLONE_CONFIG_S_TYPE: "s3",
        RCLONE_CONFIG_S_PROVIDER: "Other",
        RCLONE_CONFIG_S_ENDPOINT: endpoint,
        RCLONE_CONFIG_S_REGION: region,
        RCLONE_CONFIG_S_NO_CHECK_BUCKET: "true",
        RCLONE_CONFIG_S_ACCESS_KEY_ID: plain("AWS_ACCESS_KEY_ID"),
        RCLONE_CONFIG_S_SECRET_ACCESS_KEY: plain("AWS_SECRET_ACCESS_KEY"),
      },
    });
    return { done: status === 0, text: stdout.trim() };
  };
  return {
    as,
    write: async (who, path) => (await as(who, "hello", "rcat", `s:${path}`)).done,
    read: async (who, path) => (await as(who, "", "cat", `s:${path}`)).text === "hello",
    list: async (who, path) => (await as(who, "", "lsf", `s:${path}`)).done,
  };
}

/** The Secret of a namespace of the example. */
export const ofTeam = (name: string): Who => [`acme-${name}`, `acme-${name}-object-store`];

/** What must hold of who reads and writes what, whichever store it is. */
export function keepsDataApart(client: () => StoreClient): void {
  test("lets a team write its checkpoints and models, and read them again; nobody else's", async () => {
    const { write, read, list } = client();
    const [vision, medical] = [ofTeam("vision"), ofTeam("medical")];
    expect(await write(vision, "acme-checkpoints/vision/run/1")).toBe(true);
    expect(await read(vision, "acme-checkpoints/vision/run/1")).toBe(true);
    expect(await write(vision, "acme-models/road-detector/7/model")).toBe(true);
    expect(await read(ofTeam("inference"), "acme-models/road-detector/7/model")).toBe(true);
    expect(await read(medical, "acme-checkpoints/vision/run/1")).toBe(false);
    expect(await list(medical, "acme-checkpoints/vision/")).toBe(false);
    expect(await write(vision, "acme-checkpoints/medical/run/1")).toBe(false);
    // a name that begins alike is another's.
    expect(await write(vision, "acme-checkpoints/visionary/run/1")).toBe(false);
    expect(await write(vision, "acme-datasets/road-scenes/1")).toBe(false);
    expect(await write(vision, "acme-new/1")).toBe(false);
  });

  test("keeps restricted data to the team's restricted namespace, and the model to its deployment", async () => {
    const { write, read, list } = client();
    const restricted = ofTeam("medical-restricted");
    const model = "acme-restricted/models/scan-segmenter/1/model";
    expect(await write(restricted, model)).toBe(true);
    expect(await write(restricted, "acme-restricted/checkpoints/medical/run/1")).toBe(true);
    expect(await write(restricted, "acme-checkpoints/medical/run/1")).toBe(false);
    const deployment = ["acme-inference", "scan-segmenter-fra1-object-store"] as const;
    expect(await read(deployment, model)).toBe(true);
    expect(await write(deployment, model)).toBe(false);
    expect(await read(deployment, "acme-restricted/checkpoints/medical/run/1")).toBe(false);
    for (const other of [ofTeam("medical"), ofTeam("vision"), ofTeam("system"), ofTeam("inference")]) {
      expect([other, await read(other, model)]).toEqual([other, false]);
      expect([other, await list(other, "acme-restricted/")]).toEqual([other, false]);
    }
  });
}
