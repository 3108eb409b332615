import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Container, Pod, Volume } from "../../../sandbox/node/pod";
import type { Data, PodData } from "../../../sandbox/node/pod-data";
import { PodVolumes } from "../../../sandbox/node/volumes";

const root = mkdtempSync(join(tmpdir(), "volumes-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let settings: Data = {};
let tokens = 0;
let tokenLifeMs = 3_600_000;

const data: PodData = {
  configMap: async () => settings,
  secret: async () => ({ "tls.crt": Buffer.from("certificate"), "tls.key": Buffer.from("key") }),
  token: async (audience) => {
    tokens += 1;
    return { token: `${audience}-${tokens}`, expiresAtMs: Date.now() + tokenLifeMs };
  },
};

function volumes(volume: Volume): PodVolumes {
  const pod: Pod = {
    metadata: { name: "kueue-0", namespace: "kueue-system", uid: "u" },
    spec: { containers: [], volumes: [volume] },
  };
  return new PodVolumes(pod, data, root, (content) => content);
}

function mounting(mountPath: string, subPath?: string): Container {
  return { name: "manager", image: "m", volumeMounts: [{ name: "v", mountPath, ...(subPath && { subPath }) }] };
}

const read = (path: string) => readFileSync(join(root, path), "utf8");

describe("a mounted volume", () => {
  test("shows a ConfigMap's keys as files, and follows its changes", async () => {
    const mounted = volumes({ name: "v", configMap: { name: "settings" } });
    settings = { "a.yaml": Buffer.from("1") };
    await mounted.layOut(mounting("/config"));
    expect(read("config/a.yaml")).toBe("1");
    settings = { "a.yaml": Buffer.from("2") };
    await mounted.layOut(mounting("/config"));
    expect(read("config/a.yaml")).toBe("2");
  });

  test("of one file never changes, as on a real node", async () => {
    const mounted = volumes({ name: "v", configMap: { name: "settings" } });
    settings = { "a.yaml": Buffer.from("1") };
    await mounted.layOut(mounting("/single.yaml", "a.yaml"));
    settings = { "a.yaml": Buffer.from("2") };
    await mounted.layOut(mounting("/single.yaml", "a.yaml"));
    expect(read("single.yaml")).toBe("1");
  });

  test("shows only the keys that it names, under their paths, to this user alone", async () => {
    const items = [{ key: "tls.crt", path: "pair/ca.crt" }];
    await volumes({ name: "v", secret: { secretName: "s", items } }).layOut(mounting("/certs"));
    expect(read("certs/pair/ca.crt")).toBe("certificate");
    expect(existsSync(join(root, "certs/tls.key"))).toBe(false);
    expect(statSync(join(root, "certs/pair/ca.crt")).mode & 0o077).toBe(0);
  });

  test("starts empty where it is a folder of the pod's own", async () => {
    await volumes({ name: "v", emptyDir: {} }).layOut(mounting("/scratch"));
    expect(statSync(join(root, "scratch")).isDirectory()).toBe(true);
  });

  test("cannot leave the container's root", async () => {
    settings = { "../../../outside.txt": Buffer.from("x"), "inside.txt": Buffer.from("y") };
    await volumes({ name: "v", configMap: { name: "settings" } }).layOut(mounting("/../../../deep"));
    expect(read("deep/inside.txt")).toBe("y");
    expect(read("deep/outside.txt")).toBe("x");
  });
});

describe("a token", () => {
  const source = { serviceAccountToken: { path: "token", audience: "api", expirationSeconds: 3600 } };

  test("is asked for once, and anew when most of its life is over", async () => {
    const mounted = volumes({ name: "v", projected: { sources: [source] } });
    await mounted.layOut(mounting("/sa"));
    const first = read("sa/token");
    await mounted.layOut(mounting("/sa"));
    expect(read("sa/token")).toBe(first);
    const now = Date.now();
    jest.spyOn(Date, "now").mockReturnValue(now + tokenLifeMs * 0.79);
    await mounted.layOut(mounting("/sa"));
    expect(read("sa/token")).toBe(first);
    jest.spyOn(Date, "now").mockReturnValue(now + tokenLifeMs * 0.81);
    await mounted.layOut(mounting("/sa"));
    jest.restoreAllMocks();
    expect(read("sa/token")).not.toBe(first);
  });

  test("is one for each audience", async () => {
    tokenLifeMs = 1000;
    const other = { serviceAccountToken: { path: "other", audience: "sts.amazonaws.com" } };
    await volumes({ name: "v", projected: { sources: [source, other] } }).layOut(mounting("/both"));
    expect(read("both/token")).toMatch(/^api-/);
    expect(read("both/other")).toMatch(/^sts\.amazonaws\.com-/);
  });
});
