import { gunzipSync } from "node:zlib";
import { archive } from "../../../sandbox/charts/archive";

/** Reads an archive as the ustar format says, and checks every checksum. */
function unpack(packed: Buffer): Readonly<Record<string, string>> {
  const bytes = gunzipSync(packed);
  const files: Record<string, string> = {};
  for (let at = 0; bytes[at] !== 0; ) {
    const header = Buffer.from(bytes.subarray(at, at + 512));
    const field = (from: number, length: number) =>
      (
        header
          .subarray(from, from + length)
          .toString("utf8")
          .split("\0")[0] ?? ""
      ).trim();
    const [name, prefix, size] = [field(0, 100), field(345, 155), Number.parseInt(field(124, 12), 8)];
    const checksum = Number.parseInt(field(148, 8), 8);
    header.fill(" ", 148, 156);
    expect(header.reduce((sum, byte) => sum + byte, 0)).toBe(checksum);
    files[prefix === "" ? name : `${prefix}/${name}`] = bytes.subarray(at + 512, at + 512 + size).toString("utf8");
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const file = (path: string, text: string) => ({ path, content: Buffer.from(text) });

describe("an archive", () => {
  test("gives back what was put in, of any length", () => {
    const lengths = [0, 1, 511, 512, 513, 5000];
    const files = lengths.map((length) => file(`chart/${length}.txt`, "x".repeat(length)));
    const unpacked = unpack(archive(files));
    expect(lengths.map((length) => unpacked[`chart/${length}.txt`]?.length)).toEqual(lengths);
  });

  test("has the same bytes whatever the order of its files", () => {
    const files = [file("b", "2"), file("a", "1"), file("c", "3")];
    expect(archive(files)).toEqual(archive([...files].reverse()));
  });

  test.each([99, 100, 101, 200, 255])("keeps a path of %d bytes", (length) => {
    const path = `${"d".repeat(Math.max(length - 101, 1))}/`.padEnd(length, "f");
    expect(Object.keys(unpack(archive([file(path, "text")])))).toEqual([path]);
  });

  test("refuses a path that the format cannot hold", () => {
    const path = `${"d".repeat(160)}/${"f".repeat(90)}`;
    expect(() => archive([file(path, "")])).toThrow(`${path} is too long for an archive`);
  });
});
