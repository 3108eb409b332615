import { gzipSync } from "node:zlib";

/** A file of an archive. */
export interface ArchivedFile {
  /** Path inside the archive, its parts divided by slashes. */
  readonly path: string;
  readonly content: Uint8Array;
}

const BLOCK = 512;

/**
 * Packs files as a gzipped tar archive, the form in which charts travel. The same files give the same bytes: no times, no owners.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html the ustar interchange format
 */
export function archive(files: readonly ArchivedFile[]): Buffer {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const blocks = sorted.flatMap(({ path, content }) => [header(path, content.length), padded(content)]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 6 });
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = splitPath(path);
  block.write(name, 0, 100, "utf8");
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  // the checksum is taken with spaces in its own place.
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\0", 257);
  block.write("00", 263);
  block.write(prefix, 345, 155, "utf8");
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** The format keeps the last 100 bytes of a path apart from up to 155 before them. */
function splitPath(path: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ["", path];
  const slash = path.indexOf("/", path.length - 101);
  if (slash < 0 || slash > 155) throw new Error(`${path} is too long for an archive`);
  return [path.slice(0, slash), path.slice(slash + 1)];
}

function padded(content: Uint8Array): Buffer {
  const rest = content.length % BLOCK;
  return Buffer.concat([content, Buffer.alloc(rest === 0 ? 0 : BLOCK - rest)]);
}
