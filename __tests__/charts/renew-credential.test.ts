import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testFolder } from "../sandbox/folder";

const SCRIPT = join(__dirname, "..", "..", "charts", "burst-credential", "files", "renew.sh");
const folder = testFolder();

/** A curl that keeps what it was asked, and answers a request for a token as an API server does. */
const CURL = `#!/bin/sh
for last in "$@"; do :; done
echo "$@" >> "$LOG"
for one in "$@"; do case "$one" in @*) cat "\${one#@}" >> "$LOG" 2>/dev/null; echo >> "$LOG";; esac; done
case "$last" in
  */token) printf '%s' "$ANSWER" ;;
  */workloads*) exit "\${REFUSED:-0}" ;;
esac
`;

function renew(more: Readonly<Record<string, string>> = {}) {
  const bin = join(folder.path, "bin");
  const account = join(folder.path, "account");
  for (const path of [bin, account]) mkdirSync(path, { recursive: true });
  writeFileSync(join(bin, "curl"), CURL, { mode: 0o755 });
  writeFileSync(join(bin, "aws"), '#!/bin/sh\n[ -z "$NO_AWS" ] || exit 255\necho "k8s-aws-v1.key"\n', { mode: 0o755 });
  writeFileSync(join(account, "token"), "own-token");
  const log = join(folder.path, "log");
  writeFileSync(log, "");
  const { status, stdout, stderr } = spawnSync("sh", [SCRIPT], {
    encoding: "utf8",
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder.path,
      LOG: log,
      ACCOUNT_FOLDER: account,
      ANSWER: '{"kind":"TokenRequest","status":{"token":"new-token","expirationTimestamp":"2026-11-25T04:00:00Z"}}',
      AWS_REGION: "eu-north-1",
      BURST_CLUSTER: "acme-burst",
      BURST_ENDPOINT: "https://burst.example",
      BURST_CA: Buffer.from("the CA").toString("base64"),
      BURST_NAMESPACE: "acme-system",
      BURST_ACCOUNT: "multikueue",
      TOKEN_SECONDS: "43200",
      SECRET_NAMESPACE: "kueue-system",
      SECRET_NAME: "acme-burst-kubeconfig",
      KUBERNETES_SERVICE_HOST: "10.96.0.1",
      KUBERNETES_SERVICE_PORT: "443",
      ...more,
    },
  });
  return { status, stdout, stderr, asked: readFileSync(log, "utf8") };
}

describe("the job that renews the burst's credential", () => {
  test("asks for a token of the one account, tries it, and writes a kubeconfig that runs no program", () => {
    const { status, stdout, asked } = renew();
    expect(status).toBe(0);
    expect(stdout).toBe(
      "the kubeconfig of acme-burst in kueue-system/acme-burst-kubeconfig holds until 2026-11-25T04:00:00Z\n",
    );
    const urls = asked.match(/https:\/\/\S+/g)?.filter((url) => !url.includes('"'));
    expect(urls).toEqual([
      "https://burst.example/api/v1/namespaces/acme-system/serviceaccounts/multikueue/token",
      "https://burst.example/apis/kueue.x-k8s.io/v1beta2/workloads?limit=1",
      "https://10.96.0.1:443/api/v1/namespaces/kueue-system/secrets/acme-burst-kubeconfig",
    ]);
    const patch = JSON.parse(readFileSync(join(folder.path, "patch"), "utf8"));
    expect(patch.metadata.annotations).toEqual({ "gpu.platform/valid-until": "2026-11-25T04:00:00Z" });
    expect(JSON.parse(Buffer.from(patch.data.kubeconfig, "base64").toString())).toEqual({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "burst",
      contexts: [{ name: "burst", context: { cluster: "burst", user: "burst" } }],
      clusters: [
        {
          name: "burst",
          cluster: {
            server: "https://burst.example",
            "certificate-authority-data": Buffer.from("the CA").toString("base64"),
          },
        },
      ],
      users: [{ name: "burst", user: { token: "new-token" } }],
    });
  });

  test("reads an answer on many lines, too", () => {
    const answer =
      '{\n  "status": {\n    "token": "new-token",\n    "expirationTimestamp": "2026-11-25T04:00:00Z"\n  }\n}';
    expect(renew({ ANSWER: answer }).stdout).toContain("holds until 2026-11-25T04:00:00Z");
  });

  test("names keys to curl by file, where other processes do not read them", () => {
    const arguments_ = renew()
      .asked.split("\n")
      .filter((line) => line.startsWith("--silent"));
    expect(arguments_).toHaveLength(3);
    expect(arguments_.join("\n")).not.toMatch(/own-token|new-token|k8s-aws-v1/);
  });

  test.each([
    ["AWS does not know it", { NO_AWS: "1" }, 255],
    ["the answer holds no token", { ANSWER: '{"kind":"Status"}' }, 1],
    ["the token does not hold", { REFUSED: "22" }, 22],
  ])("writes nothing and fails where %s", (_case, more, code) => {
    const { status, asked } = renew(more);
    expect(status).toBe(code);
    expect(asked).not.toContain("/secrets/");
  });
});
