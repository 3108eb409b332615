import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attemptCheck } from "../../jobs/attempt-check";

/** Stands for rclone: keeps objects as files under STORE; ends with 4 for a missing one, with 1 for each line of STORE.down, which it eats. */
const RCLONE = `#!/bin/sh
verb=$1; shift
if grep -q "^$verb$" "$STORE.down" 2>/dev/null; then sed -i "0,/^$verb$/{/^$verb$/d}" "$STORE.down"; exit 1; fi
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
    writeFileSync(join(folder, "bin", "sleep"), '#!/bin/sh\necho "$1" >> "$STORE.slept"\n');
    for (const name of ["rclone", "sleep"]) chmodSync(join(folder, "bin", name), 0o755);
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

  /** The store refuses that many of its commands, then answers. */
  const refuse = (command: "cat" | "rcat", times: number) =>
    writeFileSync(join(folder, "store.down"), `${command}\n`.repeat(times));
  const sleptSec = () =>
    readFileSync(join(folder, "store.slept"), "utf8")
      .trim()
      .split("\n")
      .reduce((sum, seconds) => sum + Number(seconds), 0);

  test("waits for a store that is away for minutes, asked or told", () => {
    refuse("cat", 19);
    expect(start("pod-1")).toBe(0);
    expect(sleptSec()).toBe(285);
    expect(readFileSync(marker(), "utf8")).toBe("pod-1");
    refuse("rcat", 2);
    expect(start("pod-1", { ATTEMPT: "uid-1" })).toBe(0);
  });

  test("does not take a store that stays away for a free attempt", () => {
    refuse("cat", 20);
    expect(start("pod-1")).toBe(1);
    expect(existsSync(marker())).toBe(false);
  });

  test("finds another's mark in a store that has come back", () => {
    start("pod-1");
    refuse("cat", 3);
    expect(start("pod-2")).toBe(75);
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
