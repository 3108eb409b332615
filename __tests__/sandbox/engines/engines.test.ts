import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { engineFile, prepareEngines } from "../../../sandbox/engines/engines";
import { CLUSTER_ENGINES, type Engine } from "../../../sandbox/engines/table";
import { type FakeGo, fakeGo } from "./fake-go";

let go: FakeGo;
afterEach(() => go.restore());

const quiet = () => {};

function engine(name: string): Engine {
  const found = CLUSTER_ENGINES.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
}

/** Puts the file that the table changes into the fake module. */
function karpenterSource({ folder }: FakeGo, text?: string): void {
  mkdirSync(join(folder, "module/pkg/operator"), { recursive: true });
  const lines = [
    'BindAddress: fmt.Sprintf(":%d", options.FromContext(ctx).MetricsPort),\n',
    'HealthProbeBindAddress: fmt.Sprintf(":%d", options.FromContext(ctx).HealthProbePort),\n',
  ];
  writeFileSync(join(folder, "module/pkg/operator/operator.go"), text ?? lines.join(""));
}

describe("prepareEngines", () => {
  test("builds what is missing in the order of the table, and says so", async () => {
    go = fakeGo();
    const lines: string[] = [];
    const engines = prepareEngines({
      folder: join(go.folder, "engines"),
      wanted: ["jobset", "etcd"],
      onProgress: (line) => lines.push(line),
    });
    await engines.all();
    expect(await engines.path("etcd")).toMatch(
      new RegExp(`^${go.folder}/engines/programs/etcd/3\\.6\\.16-[0-9a-f]{8}/etcd$`),
    );
    expect(readFileSync(await engines.path("etcd"), "utf8")).toBe("built\n");
    expect(lines.map((line) => line.replace(/\d+ s$/, "n s"))).toEqual([
      "building etcd 3.6.16 from its Go module (once; 1 of 2) …",
      "built etcd in n s",
      "building jobset 0.12.0 from its Go module (once; 2 of 2) …",
      "built jobset in n s",
    ]);
  });

  test("lets who needs one engine go on while others build", async () => {
    go = fakeGo('case "$*" in *jobset*) until [ -e "$(dirname "$0")/go-on" ]; do sleep 0.05; done;; esac');
    const engines = prepareEngines({
      folder: join(go.folder, "engines"),
      wanted: ["etcd", "jobset"],
      onProgress: quiet,
    });
    await engines.path("etcd");
    expect(existsSync(engineFile(join(go.folder, "engines"), engine("jobset")))).toBe(false);
    writeFileSync(join(go.folder, "go-on"), "");
    await engines.all();
  });

  test("builds inside the module's folder, static, whatever the user's flags and workspace say", async () => {
    go = fakeGo();
    await prepareEngines({ folder: join(go.folder, "engines"), wanted: ["jobset"], onProgress: quiet }).all();
    const build = go.calls().find((call) => / build /.test(call));
    expect(build).toMatch(new RegExp(`^${go.folder}/module build -trimpath -ldflags -s -w -X \\S+=v0.12.0 -o `));
    expect(build).toMatch(/ \. \[-mod=readonly -buildvcs=false off 0\]$/);
  });

  test("gives Go the pinned checksums before it downloads", async () => {
    go = fakeGo();
    await prepareEngines({ folder: join(go.folder, "engines"), wanted: ["kwok"], onProgress: quiet }).all();
    expect(readFileSync(join(go.folder, "sums"), "utf8")).toBe(
      "sigs.k8s.io/kwok v0.7.0 h1:+eGsNOIPapjsSzeZlOEcwbpyEVa2Vqlcafa0qIjaKV4=\n" +
        "sigs.k8s.io/kwok v0.7.0/go.mod h1:zUK0Ar9kP8pbdQmsiK14MySGrFht+qX1gp2FJTuY0jM=\n",
    );
  });

  test("builds Karpenter with its listeners on loopback alone", async () => {
    go = fakeGo(
      'case "$1" in build) cp -r "$(echo "$*" | sed "s/.*-modfile=\\([^ ]*\\)changed.mod .*/\\1/")" "$(dirname "$0")/built-from";; esac',
    );
    karpenterSource(go);
    await prepareEngines({ folder: join(go.folder, "engines"), wanted: ["karpenter"], onProgress: quiet }).all();
    expect(readFileSync(join(go.folder, "built-from/changed-0/pkg/operator/operator.go"), "utf8")).toBe(
      'BindAddress: fmt.Sprintf("127.0.0.1:%d", options.FromContext(ctx).MetricsPort),\n' +
        'HealthProbeBindAddress: fmt.Sprintf("127.0.0.1:%d", options.FromContext(ctx).HealthProbePort),\n',
    );
    const replace = / mod edit -replace=sigs\.k8s\.io\/karpenter=(\S+)\/changed-0 (\S+)\/changed\.mod /;
    const [, copy, modFile] =
      go
        .calls()
        .map((call) => replace.exec(call))
        .find((match) => match !== null) ?? [];
    expect(copy).toBeDefined();
    expect(copy).toBe(modFile);
  });

  test("builds nothing from a source that is not what the change was written for", async () => {
    go = fakeGo();
    karpenterSource(go, "BindAddress: address(ctx),\n");
    await expect(prepareEngines({ folder: go.folder, wanted: ["karpenter"], onProgress: quiet }).all()).rejects.toThrow(
      '"fmt.Sprintf(\\":%d\\", options.FromContext(ctx).MetricsPort)" must occur once, found 0 times',
    );
  });

  test("takes what is there without calling Go", async () => {
    go = fakeGo();
    const folder = join(go.folder, "engines");
    for (const engine of CLUSTER_ENGINES) {
      mkdirSync(dirname(engineFile(folder, engine)), { recursive: true });
      writeFileSync(engineFile(folder, engine), "");
    }
    await prepareEngines({ folder, offline: true, onProgress: quiet }).all();
    expect(go.calls()).toEqual([""]);
  });

  test("fails offline with each one that is not there", async () => {
    go = fakeGo();
    const folder = join(go.folder, "engines");
    const engines = prepareEngines({ folder, wanted: ["etcd", "kueue"], offline: true, onProgress: quiet });
    await expect(engines.all()).rejects.toThrow(
      `etcd: ${engineFile(folder, engine("etcd"))} does not exist; run once without --offline, or give --engines DIR with the engines of a machine that has them\n` +
        `kueue: ${engineFile(folder, engine("kueue"))} does not exist; run once without --offline, or give --engines DIR with the engines of a machine that has them`,
    );
    expect(go.calls()).toEqual([""]);
  });

  test("goes on with the next engine after one that failed", async () => {
    go = fakeGo('case "$*" in *etcd*) echo "network is unreachable" >&2; exit 1;; esac');
    const engines = prepareEngines({ folder: go.folder, wanted: ["etcd", "kwok"], onProgress: quiet });
    await expect(engines.path("etcd")).rejects.toThrow(
      "etcd: go build failed: network is unreachable; try again with network access to the Go module proxy (GOPROXY)",
    );
    expect(existsSync(await engines.path("kwok"))).toBe(true);
  });

  test("leaves nothing behind, neither of a build that fails nor of a process that died", async () => {
    go = fakeGo("exit 1");
    const dead = join(go.folder, "unfinished", "999999999-kueue");
    mkdirSync(dead, { recursive: true });
    await prepareEngines({ folder: go.folder, wanted: ["kwok"], onProgress: quiet })
      .all()
      .catch(quiet);
    expect(existsSync(dead)).toBe(false);
    expect(readdirSync(go.folder).sort()).toEqual(["calls", "go", "module"]);
  });

  test("names a module whose files are not the pinned ones", async () => {
    go = fakeGo(
      'case "$1 $2" in "mod download") echo "verifying sigs.k8s.io/kwok@v0.7.0: checksum mismatch" >&2; echo "For more information, see ..." >&2; exit 1;; esac',
    );
    await expect(prepareEngines({ folder: go.folder, wanted: ["kwok"], onProgress: quiet }).all()).rejects.toThrow(
      "kwok: verifying sigs.k8s.io/kwok@v0.7.0: checksum mismatch; the module proxy has other files than the pinned ones; use another",
    );
  });

  test("says where to get Go where it is missing", async () => {
    go = fakeGo();
    process.env.PATH = "/nonexistent";
    await expect(prepareEngines({ folder: go.folder, wanted: ["etcd"], onProgress: quiet }).all()).rejects.toThrow(
      "etcd: Go is not installed; install Go 1.26.6 or newer (https://go.dev/dl), or give --engines DIR with the engines of a machine that has it",
    );
  });

  test("says where to get Go where it is too old", async () => {
    go = fakeGo('echo "go: go.mod requires go >= 1.26.6 (running go 1.20.1)" >&2; exit 1');
    await expect(prepareEngines({ folder: go.folder, wanted: ["etcd"], onProgress: quiet }).all()).rejects.toThrow(
      "etcd: go: go.mod requires go >= 1.26.6 (running go 1.20.1); install Go 1.26.6 or newer (https://go.dev/dl), or give",
    );
  });
});
