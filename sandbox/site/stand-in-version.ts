import { createCipheriv, createHash } from "node:crypto";

/** Files of a folder, by path. */
export type Files = Readonly<Record<string, Buffer>>;

/** Bytes of the made-up weights: a few parts of an upload, and a second on the way. */
const WEIGHTS_BYTES = 12 * 2 ** 20;

/** Name of the list that pins a version's files. */
export const SUMS = "SHA256SUMS";

/**
 * Files that stand in for a version of a model which nothing on this machine can train: the same bytes each time, so that a platform file can pin
 * them. They serve nothing.
 */
export function standInVersion(model: string, version: string): Files {
  const key = createHash("sha256").update(`${model} ${version}`).digest();
  const files = {
    "1/model.plan": createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(WEIGHTS_BYTES)),
    "config.pbtxt": Buffer.from(`# made up by the sandbox: the weights are noise.\nname: "${model}"\n`),
  };
  return { ...files, [SUMS]: sumsOf(files) };
}

/** The list of some files' sums, as sha256sum writes it. */
export function sumsOf(files: Files): Buffer {
  const lines = Object.entries(files).map(([path, content]) => `${sha256(content)}  ./${path}\n`);
  return Buffer.from(lines.join(""));
}

/** The sha256 of some bytes, in hex. */
export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
