import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulatorSources, ensureEmulatorInstalled } from "../../../sandbox/aws/python-environment";

const HOW =
  "install it with its venv module (Debian, Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3; " +
  "macOS: brew install python)";

describe("installing the emulator", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "emulator-install-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A stand-in for Python: says its version; `-m venv` makes the folder, and pip does what is said. */
  function interpreter(name: string, version: string, { venv = true, pip = "exit 0" } = {}): string {
    const path = join(folder, name);
    const inner = `#!/bin/sh\\necho "Collecting moto==5.2.5 (from -r x)"\\n${pip}\\n`;
    writeFileSync(
      path,
      [
        "#!/bin/sh",
        `if [ "$1" = -c ]; then echo ${version}; ${venv ? "exit 0" : "exit 1"}; fi`,
        'mkdir -p "$3/bin"',
        `printf '${inner}' > "$3/bin/python"`,
        'chmod +x "$3/bin/python"',
        "",
      ].join("\n"),
    );
    chmodSync(path, 0o755);
    return path;
  }

  test("is done once, under a key of the requirements and the interpreter", async () => {
    const said: string[] = [];
    const cacheDir = join(folder, "cache");
    const install = (version: string) =>
      ensureEmulatorInstalled({
        cacheDir,
        interpreters: [interpreter("python3", version)],
        onProgress: (line) => said.push(line.replace(/[\d.]+ s$/, "N s")),
      });
    const first = await install("3.11");
    expect(said).toEqual([
      "AWS emulator: making a virtual environment with Python 3.11",
      "AWS emulator: package 1: moto==5.2.5",
      "AWS emulator: installed in N s",
    ]);
    expect(first.python).toBe(join(first.folder, "bin", "python"));
    const second = await install("3.11");
    expect([second.folder, second.installSeconds]).toEqual([first.folder, 0]);
    expect((await install("3.12")).folder).not.toBe(first.folder);
    expect(readdirSync(join(cacheDir, "emulator"))).toHaveLength(2);
  });

  test("leaves nothing behind when it fails", async () => {
    const python = interpreter("python3", "3.11", { pip: 'echo "ERROR: no network"; exit 1' });
    await expect(ensureEmulatorInstalled({ cacheDir: folder, interpreters: [python] })).rejects.toThrow(
      /pip install ended with 1: ERROR: no network$/,
    );
    expect(readdirSync(join(folder, "emulator"))).toEqual([]);
  });

  test("downloads nothing offline", async () => {
    const python = interpreter("python3", "3.11");
    await expect(ensureEmulatorInstalled({ cacheDir: folder, offline: true, interpreters: [python] })).rejects.toThrow(
      /^the AWS emulator is not installed in .* and may not be downloaded offline; run once with a network$/,
    );
    expect(existsSync(join(folder, "emulator"))).toBe(false);
  });

  test("says how to get a Python that is missing", async () => {
    await expect(ensureEmulatorInstalled({ cacheDir: folder, interpreters: ["no-such-python"] })).rejects.toThrow(
      `the AWS emulator needs Python 3.10 or newer, but no-such-python is missing; ${HOW}`,
    );
  });

  test("takes 3.10 and not 3.9", async () => {
    const [old, oldest] = [interpreter("old", "3.9"), interpreter("oldest", "3.10")];
    await expect(ensureEmulatorInstalled({ cacheDir: folder, interpreters: [old] })).rejects.toThrow(
      `the AWS emulator needs Python 3.10 or newer, but ${old} is 3.9; ${HOW}`,
    );
    const { installSeconds } = await ensureEmulatorInstalled({ cacheDir: folder, interpreters: [old, oldest] });
    expect(installSeconds).toBeGreaterThan(0);
  });

  test("says when a Python cannot make virtual environments", async () => {
    const bare = interpreter("bare", "3.11", { venv: false });
    await expect(ensureEmulatorInstalled({ cacheDir: folder, interpreters: [bare] })).rejects.toThrow(
      `the AWS emulator needs Python 3.10 or newer, but ${bare} is 3.11 without its venv module; ${HOW}`,
    );
  });

  test("finds the sources from the compiled file, and says when they are missing", () => {
    expect(existsSync(join(emulatorSources(), "emulator", "__main__.py"))).toBe(true);
    const compiled = join(folder, "dist", "sandbox", "aws");
    mkdirSync(compiled, { recursive: true });
    expect(() => emulatorSources(compiled)).toThrow(
      `sandbox/aws/requirements.txt is in no folder above ${compiled}; the checkout is incomplete`,
    );
    mkdirSync(join(folder, "sandbox", "aws"), { recursive: true });
    writeFileSync(join(folder, "sandbox", "aws", "requirements.txt"), "");
    expect(emulatorSources(compiled)).toBe(join(folder, "sandbox", "aws"));
  });

  test("pins every package of the emulator with a hash", () => {
    const lines = readRequirements();
    const pinned = lines.filter((line) => /^[a-z0-9-]+==[\w.]+ /.test(line));
    const packages = lines.filter((line) => /^[a-z]/.test(line));
    expect(packages).toEqual(pinned);
    expect(pinned.every((line) => line.endsWith("\\"))).toBe(true);
    expect(pinned.some((line) => line.startsWith("moto==5.2.5 "))).toBe(true);
  });
});

function readRequirements(): readonly string[] {
  return readFileSync(join(emulatorSources(), "requirements.txt"), "utf8").split("\n");
}
