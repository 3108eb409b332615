import { driftOf } from "../../../review/drift";
import { attributeChanges } from "../../../review/plan/attributes";
import { type PlannedChange, readPlan } from "../../../review/plan/plan-file";
import { HIDDEN, Secrets } from "../../../review/plan/secrets";
import { recordedPlan } from "../platform-texts";

const read = (text: string) => readPlan("cloud-foundation", "plan.json", text);
const HOW = "write it with: terraform show -json plan > plan.json";

/** A plan of one change. */
function planWith(change: object, more: object = {}): string {
  const outer = { address: "x_thing.a", mode: "managed", type: "x_thing", name: "a" };
  return JSON.stringify({ format_version: "1.2", resource_changes: [{ ...outer, change }], ...more });
}

const update = (before: object, after: object, marks: object = {}) =>
  planWith({ actions: ["update"], before, after, before_sensitive: marks, after_sensitive: marks });

/** Attributes of the only change of a plan. */
function attributesOf(text: string) {
  const plan = read(text);
  return attributeChanges(plan.changes[0] as PlannedChange, new Secrets([plan]));
}

describe("what is no plan", () => {
  test.each([
    ["", "plan.json: is empty"],
    ["PK\u0003\u0004", "plan.json: is a saved plan, not its JSON"],
    ["{", "plan.json: is not JSON"],
    ['{"@level":"info"}\n{"@level":"info"}', "plan.json: is the log of terraform plan -json, not a plan"],
    ["[]", "plan.json: is JSON, but no plan: it holds no mapping"],
    ['{"version":4,"serial":1,"lineage":"x"}', "plan.json: is a state file, not a plan"],
    ['{"format_version":"1.0","values":{}}', "plan.json: is a state in JSON, not a plan"],
    ['{"resource":{}}', "plan.json: is a configuration, not a plan"],
    ['{"name":"x"}', "plan.json: is JSON, but no plan: it has no format_version with resource_changes"],
  ])("%j is told what it is", (text, message) => {
    expect(() => read(text)).toThrow(`${message}; ${HOW}`);
  });

  test("a format that this program does not know is refused", () => {
    expect(() => read('{"format_version":"2.0","resource_changes":[]}')).toThrow(
      "plan.json: is a plan of format 2.0, and this program knows 1.x",
    );
  });

  test("an empty plan is a plan, and so is one of a newer minor format with unknown keys", () => {
    expect(read('{"format_version":"1.2","applyable":false}').changes).toEqual([]);
    expect(read('{"format_version":"1.9","resource_changes":[],"new":{}}').changes).toEqual([]);
  });
});

describe("actions", () => {
  test.each([
    [["create"], "create"],
    [["delete"], "destroy"],
    [["delete", "create"], "replace"],
    [["create", "delete"], "replace"],
    [["create", "forget"], "replace"],
    [["forget"], "forget"],
    [["read"], "read"],
    [["sublimate"], "other"],
    [[], "other"],
  ])("%j is %s", (actions, action) => {
    expect(read(planWith({ actions, before: null, after: null })).changes[0]?.action).toBe(action);
  });

  test("of real plans are read with what forces, moves and imports", () => {
    const { changes } = read(recordedPlan("replace"));
    expect(changes.find(({ type }) => type === "aws_vpc")).toMatchObject({
      action: "replace",
      createFirst: false,
      reason: "replace_because_cannot_update",
      replacePaths: [["cidr_block"]],
    });
    const moves = read(recordedPlan("moves")).changes.map(({ address, action, previousAddress, importId }) => [
      address,
      action,
      previousAddress ?? importId,
    ]);
    expect(moves).toEqual([
      ["aws_budgets_budget.budget", "forget", undefined],
      ["aws_s3_bucket.imported", "update", "acme-hand-made"],
      ["aws_s3_bucket.models", "destroy", undefined],
      ["aws_s3_bucket.renamed", "no-op", "aws_s3_bucket.checkpoints"],
      ["aws_vpn_gateway.gateway", "destroy", undefined],
    ]);
  });

  // hand-made, after Terraform's internal/command/jsonplan/plan.go of 1.11.4: releases defer nothing, only experimental builds do.
  test.each([
    "unknown",
    "instance_count_unknown",
    "resource_config_unknown",
    "provider_config_unknown",
    "deferred_prereq",
    "absent_prereq",
  ])("what was deferred keeps its reason: %s, in a hand-made plan", (reason) => {
    const change = { address: "x.a", type: "x", mode: "managed", change: { actions: ["create"], before: null } };
    const deferred = [{ reason, resource_change: change }];
    const text = JSON.stringify({
      format_version: "1.2",
      resource_changes: [],
      deferred_changes: deferred,
      complete: false,
    });
    expect(read(text)).toMatchObject({ complete: false, deferred: [{ reason, change: { address: "x.a" } }] });
  });
});

describe("drift", () => {
  test("is what others did, not how a provider writes an empty value", () => {
    const plan = read(recordedPlan("replace"));
    const found = driftOf(plan, new Secrets([plan]), []);
    expect(plan.drift).toHaveLength(3);
    expect(found.map(({ address, action }) => [address, action])).toEqual([
      ["aws_s3_bucket_policy.datasets_policy_AB916DEC", "destroy"],
      ["aws_s3_bucket_versioning.models_versioning_B4AD96C5", "update"],
    ]);
    expect(found[1]?.attributes).toEqual([
      { path: "versioning_configuration[0].status", before: "Enabled", after: "Suspended", forces: false },
    ]);
  });
});

describe("secrets", () => {
  test("a marked value is hidden, and so is every other place that repeats it", () => {
    const attributes = attributesOf(
      update(
        { pin: "hunter2-old", text: "x", raw: "a" },
        { pin: "hunter2-new", text: "key=hunter2-new;", raw: Buffer.from("hunter2-new").toString("base64") },
        { pin: true },
      ),
    );
    expect(attributes.map(({ path, after }) => [path, after])).toEqual([
      ["pin", HIDDEN],
      ["raw", HIDDEN],
      ["text", HIDDEN],
    ]);
    expect(JSON.stringify(attributes)).not.toContain("hunter2");
  });

  test.each([
    ["password", "correct horse"],
    ["preshared_key", "abc"],
    ["user_data", "export AWS_ACCESS_KEY_ID=AKIAABCDEFGHIJKLMNOP"],
    ["note", "-----BEGIN RSA PRIVATE KEY-----"],
  ])("%s is hidden without a mark", (name, value) => {
    expect(attributesOf(update({ [name]: "old" }, { [name]: value }))[0]?.after).toBe(HIDDEN);
  });

  test.each([
    ["preshared_key_storage", "SecretsManager"],
    ["kms_key_arn", "arn:aws:kms:x"],
  ])("%s is shown", (name, value) => {
    expect(attributesOf(update({ [name]: "old" }, { [name]: value }))[0]?.after).toBe(value);
  });

  const container = (name: string, value: string) => ({
    name: "a",
    env: [
      { name, value },
      { name: "A", value },
    ],
  });
  const POD = "spec[0].container[a].env";

  test.each<[string, (secret: string) => object, ...string[]]>([
    [
      "the value of an item that is named so",
      (it) => ({ spec: [{ container: [container("DB_PASSWORD", it)] }] }),
      `${POD}[DB_PASSWORD].value`,
    ],
    ["a set value of a chart", (it) => ({ set: [{ name: "auth.password", value: it }] }), "set[auth.password].value"],
    [
      "a name in camel case in a chart's values",
      (it) => ({ values: [`auth:\n  rootPassword: ${it}\n  dbPass: ${it}\n`] }),
      "values[0] › auth.dbPass",
      "values[0] › auth.rootPassword",
    ],
    [
      "an item in a definition in JSON",
      (it) => ({ definitions: JSON.stringify([{ name: "a", environment: [{ name: "API_KEY", value: it }] }]) }),
      "definitions › [a].environment[API_KEY].value",
    ],
    ["what stands below the name", (it) => ({ password: { current: it } }), "password.current"],
    ["credentials in an address", (it) => ({ url: `postgres://u:${it}@db/x` }), "url"],
    ["an assignment in an argument", (it) => ({ args: ["--api-key=", it].join("") }), "args"],
  ])("%s is hidden without a mark, and what stands beside it is not", (_, held, ...paths) => {
    const hidden = attributesOf(update(held("old-1234"), held("new-5678"))).filter(({ after }) => after === HIDDEN);
    expect(hidden.map(({ path }) => path)).toEqual(paths);
    expect(hidden.every(({ before }) => before === HIDDEN)).toBe(true);
  });

  test("what appears as a whole is hidden key by key", () => {
    const after = {
      env: [container("API_KEY", "value-1")],
      values: ["auth:\n  rootPassword: value-2\n  user: root\n"],
    };
    const shown = attributesOf(update({ env: null, values: null }, after)).map(({ after: text }) => text);
    expect(shown).toEqual([
      `[{"name":"a","env":[{"name":"API_KEY","value":"${HIDDEN}"},{"name":"A","value":"value-1"}]}]`,
      JSON.stringify([JSON.stringify({ auth: { rootPassword: HIDDEN, user: "root" } })]),
    ]);
  });

  test.each<[string, (text: string) => object]>([
    ["where a secret is", (it) => ({ env: [{ name: "DB_PASSWORD", value_from: { secret_key_ref: { name: it } } }] })],
    ["what a token is for", (it) => ({ token: { audience: it } })],
    ["a value of another name", (it) => ({ env: [{ name: "PASSWORD_FILE", value: it }] })],
    ["a word that ends alike", (it) => ({ bypass: it })],
    ["an address without credentials", (it) => ({ url: `postgres://user@db:5432/${it}` })],
    ["a range of ports after an address", (it) => ({ url: `https://db.example:5432/${it}@main` })],
  ])("%s is shown", (_, held) => {
    const attributes = attributesOf(update(held("old-1234"), held("new-5678")));
    expect(attributes).toHaveLength(1);
    expect(attributes[0]?.after).toContain("new-5678");
  });

  test("a change without marks shows nothing", () => {
    expect(attributesOf(planWith({ actions: ["update"], before: { a: "1" }, after: { a: "2" } }))).toEqual([
      { path: "", before: HIDDEN, after: HIDDEN, forces: false },
    ]);
  });

  test("marked values are counted", () => {
    const plan = read(update({ a: "secret-1", b: "secret-2", c: "x" }, { a: "secret-3" }, { a: true, b: true }));
    expect(new Secrets([plan]).hidden).toEqual({ marked: 2, recognised: 0 });
  });
});

describe("attributes", () => {
  test.each([
    ["sets in another order", { cidr: [{ a: 1 }, { a: 2 }] }, { cidr: [{ a: 2 }, { a: 1 }] }],
    ["equal quantities", { limits: { cpu: "8" } }, { limits: { cpu: "8000m" } }],
    ["JSON written in another way", { policy: '{"a":1,"b":2}' }, { policy: '{ "b": 2, "a": 1 }' }],
    ["nothing and an empty list", { tags: null }, { tags: [] }],
  ])("%s are no change", (_, before, after) => {
    expect(attributesOf(update(before, after))).toEqual([]);
  });

  test("quantities that differ, and equal ones elsewhere, are", () => {
    expect(attributesOf(update({ limits: { cpu: "8" } }, { limits: { cpu: "9000m" } }))).toHaveLength(1);
    expect(attributesOf(update({ name: "8" }, { name: "8000m" }))).toHaveLength(1);
  });

  test("a policy is compared statement by statement", () => {
    const policy = (action: string) => JSON.stringify({ Statement: [{ Sid: "Read", Action: [action, "s3:List"] }] });
    expect(attributesOf(update({ policy: policy("s3:Get") }, { policy: policy("s3:*") }))).toEqual([
      { path: "policy › Statement[Read].Action", before: '["s3:Get"]', after: '["s3:*"]', forces: false },
    ]);
  });

  test("what only the apply knows is said so", () => {
    const text = planWith({
      actions: ["update"],
      before: { id: "1" },
      after: {},
      after_unknown: { id: true },
      before_sensitive: {},
      after_sensitive: {},
    });
    expect(attributesOf(text)[0]).toMatchObject({ path: "id", before: "1", after: "(known after apply)" });
  });
});
