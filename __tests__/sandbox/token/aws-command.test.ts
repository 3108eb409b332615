import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsCommand } from "../../../sandbox/token/aws-command";

jest.mock("../../../sandbox/compiled-program", () => ({ compiledProgram: (path: string) => `/o'er there/${path}.js` }));

const folder = mkdtempSync(join(tmpdir(), "aws-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("takes the AWS CLI where it is installed", () => {
  const bin = join(folder, "installed");
  mkdirSync(bin);
  writeFileSync(join(bin, "aws"), "", { mode: 0o755 });
  const sandbox = join(folder, "one");
  expect(awsCommand(sandbox, `/nowhere:${bin}`)).toEqual({ path: `/nowhere:${bin}`, standsIn: false });
  expect(existsSync(sandbox)).toBe(false);
});

test("makes a stand-in where it is not, first in PATH", () => {
  const bin = join(folder, "other");
  mkdirSync(bin);
  // there, but no program.
  writeFileSync(join(bin, "aws"), "", { mode: 0o644 });
  const sandbox = join(folder, "two");
  expect(awsCommand(sandbox, bin)).toEqual({ path: `${sandbox}/bin:${bin}`, standsIn: true });
  expect(statSync(join(sandbox, "bin", "aws")).mode & 0o111).toBe(0o111);
  expect(readFileSync(join(sandbox, "bin", "aws"), "utf8")).toBe(
    `#!/bin/sh\nexec '${process.execPath}' '/o'\\''er there/token/aws-main.js' "$@"\n`,
  );
});
