import { resourceField } from "../../../sandbox/node/downward";
import { containerEnvironment, expanded } from "../../../sandbox/node/environment";
import type { Container, Pod } from "../../../sandbox/node/pod";
import { type Data, NotThereYet, type PodData } from "../../../sandbox/node/pod-data";

const objects: Readonly<Record<string, Data>> = {
  settings: { REGION: Buffer.from("eu-north-1"), MODE: Buffer.from("burst") },
};

const data: PodData = {
  configMap: async (name, optional = false) => {
    const found = objects[name];
    if (!found && !optional) throw new NotThereYet(`configmaps ${name} is not there`);
    return found ?? {};
  },
  secret: async () => ({ token: Buffer.from("s3cret") }),
  token: async () => ({ token: "t", expiresAtMs: 0 }),
};

const container: Container = { name: "manager", image: "example/manager:1" };
const pod: Pod = {
  metadata: { name: "kueue-0", namespace: "kueue-system", uid: "u", labels: { app: "kueue" } },
  spec: { nodeName: "system-0", serviceAccountName: "kueue", containers: [container] },
};

const variables = (spec: Partial<Container>) => containerEnvironment(pod, { ...container, ...spec }, data);

describe("a container's variables", () => {
  test("come from values, fields of the pod, ConfigMaps and Secrets", async () => {
    expect(
      await variables({
        env: [
          { name: "PLAIN", value: "x" },
          { name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
          { name: "APP", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
          { name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "MODE" } } },
          { name: "TOKEN", valueFrom: { secretKeyRef: { name: "any", key: "token" } } },
        ],
      }),
    ).toEqual({ PLAIN: "x", NAMESPACE: "kueue-system", APP: "kueue", MODE: "burst", TOKEN: "s3cret" });
  });

  test("come with a prefix from a whole ConfigMap, and its own win", async () => {
    const envFrom = [{ prefix: "AWS_", configMapRef: { name: "settings" } }];
    expect(await variables({ envFrom, env: [{ name: "AWS_MODE", value: "own" }] })).toEqual({
      AWS_REGION: "eu-north-1",
      AWS_MODE: "own",
    });
  });

  test("wait for what is not there, but for what is optional", async () => {
    const reference = { name: "settings", key: "NONE" };
    await expect(variables({ env: [{ name: "X", valueFrom: { configMapKeyRef: reference } }] })).rejects.toThrow(
      "settings has no key NONE",
    );
    await expect(variables({ envFrom: [{ configMapRef: { name: "none" } }] })).rejects.toThrow(NotThereYet);
    const optional = { ...reference, optional: true };
    expect(await variables({ env: [{ name: "X", valueFrom: { configMapKeyRef: optional } }] })).toEqual({});
  });
});

describe("references", () => {
  test.each([
    ["--port=$(PORT)", "--port=8080"],
    ["$$(PORT)", "$(PORT)"],
    ["$(NONE)", "$(NONE)"],
    ["$PORT", "$PORT"],
  ])("%s becomes %s", (text, value) => {
    expect(expanded(text, { PORT: "8080" })).toBe(value);
  });
});

describe("a container's resources", () => {
  const resources = { limits: { memory: "1536Mi" }, requests: { cpu: "1500m" } };

  test.each([
    ["limits.memory", undefined, "1610612736"],
    ["limits.memory", "1Mi", "1536"],
    ["limits.memory", "0", "1610612736"],
    ["requests.cpu", undefined, "2"],
    ["requests.cpu", "1m", "1500"],
    ["limits.cpu", undefined, "0"],
  ])("%s in units of %s is %s", (resource, divisor, value) => {
    expect(resourceField({ ...container, resources }, resource, divisor)).toBe(value);
  });
});
