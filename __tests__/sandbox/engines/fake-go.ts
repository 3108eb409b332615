import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A `go` that notes how it is called, and makes the file that it is asked to build. */
export interface FakeGo {
  /** A folder of the test's own. */
  readonly folder: string;
  /** Every call: folder, then arguments. */
  calls(): readonly string[];
  restore(): void;
}

/** Puts a fake `go` first in PATH; `script` runs before it does anything. */
export function fakeGo(script = ""): FakeGo {
  const folder = mkdtempSync(join(tmpdir(), "engines-"));
  const log = join(folder, "calls");
  const module = join(folder, "module");
  mkdirSync(join(module, "charts"), { recursive: true });
  writeFileSync(join(module, "go.mod"), "module example\n");
  writeFileSync(join(module, "go.sum"), "example.com/a v1.0.0 h1:a=\n");
  writeFileSync(log, "");
  const go = join(folder, "go");
  writeFileSync(
    go,
    `#!/bin/sh
echo "$PWD" "$@" "[$GOFLAGS $GOWORK $CGO_ENABLED]" >> ${log}
${script}
case "$1 $2" in
  "mod download") cat go.sum >> ${folder}/sums; echo '{"Dir": "${module}"}' ;;
  "build "*)
    while [ $# -gt 0 ]; do [ "$1" = -o ] && echo built > "$2"; shift; done ;;
esac
`,
  );
  chmodSync(go, 0o755);
  const path = process.env.PATH;
  process.env.PATH = `${folder}:/usr/bin:/bin`;
  return {
    folder,
    calls: () => readFileSync(log, "utf8").trim().split("\n"),
    restore: () => {
      process.env.PATH = path;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
