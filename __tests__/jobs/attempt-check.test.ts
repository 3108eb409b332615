import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attemptCheck } from "../../jobs/attempt-check";

/** Stands for rclone: keeps objects as files under STORE; ends with 4 for a missing one, with 1 when the store is DOWN. */
const RCLONE = `#!/bin/sh
[ -z "$DOWN" ] || exit 1
verb=$1; shift
[ "$1" = --ignore-checksum ] && shift
file="$STORE/\${1#store:}"
case "$verb" in
  cat) [ -f "$file" ] || exit 4; exec cat "$file" ;;
  rcat) mkdir -p "$(dirname "$file")"; exec cat > "$file" ;;
esac
exit 64
`;

describe("the attempt check", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "attempt-"));
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "rclone"), RCLONE);
    chmodSync(join(folder, "bin", "rclone"), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const marker = () => join(folder, "store", "acme-checkpoints", "vision", "road", "road-x7k2p", "uid-0", ".started");

  /** Runs the container's own script as a pod would, and gives its exit code. */
  function start(pod: string, changes: Record<string, string> = {}): number | null {
    const [shell = "", ...args] = attemptCheck("rclone", []).command;
    return spawnSync(shell, args, {
      env: {
        PATH: `${join(folder, "bin")}:${process.env.PATH}`,
        STORE: join(folder, "store"),
        CHECKPOINT_URI: "s3://acme-checkpoints/vision/road/road-x7k2p",
        ATTEMPT: "uid-0",
        WORKER_INDEX: "0",
        POD_UID: pod,
        ...changes,
      },
    }).status;
  }

  test("marks a free attempt with the pod's uid", () => {
    expect(start("pod-1")).toBe(0);
    expect(readFileSync(marker(), "utf8")).toBe("pod-1");
  });

  test("lets the same pod try again", () => {
    start("pod-1");
    expect(start("pod-1")).toBe(0);
  });

  test("stops another start of the same attempt with 75, and leaves the mark", () => {
    start("pod-1");
    expect(start("pod-2")).toBe(75);
    expect(readFileSync(marker(), "utf8")).toBe("pod-1");
  });

  test("lets the next attempt start", () => {
    start("pod-1");
    expect(start("pod-2", { ATTEMPT: "uid-1" })).toBe(0);
  });

  test("does not take a store that is down for a free attempt", () => {
    expect(start("pod-1", { DOWN: "yes" })).toBe(1);
    expect(existsSync(marker())).toBe(false);
  });

  test("leaves the asking to worker 0", () => {
    expect(start("pod-9", { WORKER_INDEX: "1" })).toBe(0);
    expect(existsSync(marker())).toBe(false);
  });

  test("names the store's endpoint to rclone on-prem, and none in the cloud", () => {
    const names = (env: Parameters<typeof attemptCheck>[1]) => attemptCheck("rclone", env).env.map(({ name }) => name);
    expect(names([{ name: "AWS_ENDPOINT_URL_S3", value: "https://s3" }])).toContain("RCLONE_CONFIG_STORE_ENDPOINT");
    expect(names([])).not.toContain("RCLONE_CONFIG_STORE_ENDPOINT");
  });
});
