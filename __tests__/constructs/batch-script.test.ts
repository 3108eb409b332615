import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BatchInference } from "../../constructs/batch-inference";
import { helmValues, type Resource, resource, synthKubernetes } from "../kubernetes-synth";
import { testFolder } from "../sandbox/folder";

const folder = testFolder();

/** rclone on a folder: `store:` is $STORE; a folder that is not there ends with 3, as rclone says it. */
const RCLONE = `#!/bin/sh
verb=$1; shift
while [ "\${1#-}" != "$1" ]; do shift; done
from="$STORE/\${1#store:}"; to="$STORE/\${2#store:}"
case "$verb" in
  lsf) [ -d "$from" ] || exit 3; cd "$from" && find . -type f | cut -c3- | sort ;;
  copyto) case "$1" in store:*) ;; *) from=$1 ;; esac; case "$2" in store:*) ;; *) to=$2 ;; esac
    mkdir -p "$(dirname "$to")" && cp "$from" "$to" ;;
esac
`;
/** A server that answers with the request in capitals, and refuses one that says so. */
const WGET = `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in -O) out=$2; shift ;; --post-file) in=$2; shift ;; esac
  url=$1; shift
done
echo "$url" >> "$LOG"
grep -q refuse "$in" && exit 1
tr a-z A-Z < "$in" > "$out"
`;

function script(): string {
  const all = synthKubernetes((stack) => {
    new BatchInference(stack, "nightly", {
      namespace: "team",
      schedule: "0 3 * * *",
      queue: "experiment",
      model: { name: "digits", server: "mlserver", image: "mlserver", precision: "fp32", parametersBillions: 0.001 },
      version: { version: "1", sha256: "0".repeat(64) },
      store: { bucket: "models", prefix: "digits", region: "fra1" },
      input: { bucket: "in", prefix: "scans" },
      output: { bucket: "out", prefix: "answers" },
      fetchImage: "rclone",
      pool: { nodeSelector: { pool: "cpu" } },
      units: 0,
      cpus: 1,
      memoryGiB: 2,
      serviceAccountName: "runs",
      requestTimeoutSec: 60,
    });
  });
  const values: Resource = helmValues(resource(all, "helm_release", "batch-nightly"));
  return values.pod.containers[0].command[2];
}

function run() {
  const bin = join(folder.path, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "rclone"), RCLONE, { mode: 0o755 });
  writeFileSync(join(bin, "wget"), WGET, { mode: 0o755 });
  const log = join(folder.path, "log");
  writeFileSync(log, "");
  mkdirSync(join(folder.path, "tmp"), { recursive: true });
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script().replaceAll("/tmp/", `${folder.path}/tmp/`)], {
    encoding: "utf8",
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      STORE: folder.path,
      LOG: log,
      INPUT_URI: "s3://in/scans",
      OUTPUT_URI: "s3://out/answers",
      JOB_NAME: "nightly-1",
      PREDICT_URL: "http://127.0.0.1:8080/v2/models/digits/infer",
      TIMEOUT_SEC: "60",
    },
  });
  return { status, stdout, stderr, asked: readFileSync(log, "utf8").trim().split("\n").filter(Boolean) };
}

const answer = (name: string) => join(folder.path, "out", "answers", "nightly-1", name);

function request(name: string, text: string): void {
  const path = join(folder.path, "in", "scans", name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

test("each object is posted, its answer has its name, and what is answered is not asked again", () => {
  request("a.json", "one");
  request("deep folder/b.json", "two");
  const first = run();
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(first.asked).toEqual(Array(2).fill("http://127.0.0.1:8080/v2/models/digits/infer"));
  expect(first.stdout).toContain("asked 2 of 2, 0 not answered; answers are in store:out/answers/nightly-1");
  expect(readFileSync(answer("deep folder/b.json"), "utf8")).toBe("TWO");

  request("c.json", "three");
  expect(run().asked).toHaveLength(1);
  expect(readFileSync(answer("c.json"), "utf8")).toBe("THREE");
});

test("what the server refuses is named, the others are answered, and the job fails", () => {
  request("bad.json", "refuse me");
  request("good.json", "fine");
  const { status, stdout, stderr } = run();
  expect(status).not.toBe(0);
  expect(stderr).toBe("bad.json was not answered\n");
  expect(stdout).toMatch(/1 not answered/);
  expect(existsSync(answer("bad.json"))).toBe(false);
  expect(readFileSync(answer("good.json"), "utf8")).toBe("FINE");
});
