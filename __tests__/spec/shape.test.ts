import { jsonSchema, shown, valueAt } from "../../spec/shape";
import { fileWith, problemsOf, sentence } from "./base-file";

/** What is wrong with the base file under a fragment, by its form alone. */
const found = (fragment: string) => problemsOf(fileWith(fragment), []).map(sentence);

const CAPACITY = "onDemand, spot, { reservation: cr-… }, { capacityBlock: { id: cr-…, endsAt: … } }";

describe("types", () => {
  test.each([
    ["allowDestroy: yes", 'allowDestroy expected true or false, got text "yes"; write true or false'],
    ["allowDestroy: 1", "allowDestroy expected true or false, got 1; write true or false"],
    ["owner: 7", 'owner expected a text, got 7; put it in quotes: "7"'],
    ["owner: []", "owner expected a text, got a list; write a text"],
    [
      "cloud: { pools: [{ name: h100, maxNodes: '4' }] }",
      'cloud.pools[0].maxNodes expected a number, got text "4"; remove the quotes',
    ],
    [
      "cloud: { pools: [{ name: h100, maxNodes: four }] }",
      'cloud.pools[0].maxNodes expected a number, got text "four"; write a number',
    ],
    [
      "cloud: { pools: [{ name: h100, maxNodes: 1.5 }] }",
      "cloud.pools[0].maxNodes expected a whole number, got 1.5; write a whole number",
    ],
    ["cloud: { pools: {} }", "cloud.pools expected a list, got a mapping; write a list"],
    ["cloud: []", "cloud expected a mapping, got a list; write a mapping"],
    ["tags: { a: 1 }", 'tags.a expected a text, got 1; put it in quotes: "1"'],
    [
      "onPrem: { kubernetes: { version: 1.34 } }",
      'onPrem.kubernetes.version expected a text, got 1.34; put it in quotes: "1.34"',
    ],
    [
      "runs: [{ name: road-detector, framework: [ray] }]",
      "runs[0].framework expected one of pytorch, tensorflow, spark, ray, command, got a list; use one of them",
    ],
  ])("%s", (fragment, sentence) => {
    expect(found(fragment)).toEqual([`error wrong-type: ${sentence}`]);
  });

  test("nothing where something is wanted", () => {
    expect(problemsOf("name: acme\nowner:\nstate:\n", []).map(sentence)).toEqual([
      "error wrong-type: owner expected a text, got nothing; write a text",
      "error wrong-type: state expected a mapping, got nothing; write a mapping",
    ]);
  });
});

describe("sizes", () => {
  test.each([
    ["owner: ''", "owner is empty; write something"],
    [`owner: ${"x".repeat(257)}`, "owner has 257 characters; use at most 256 characters"],
    ["cloud: { pools: [] }", "cloud.pools has 0 items; list at least 1"],
    ["cloud: { pools: [{ name: h100, maxNodes: 1001 }] }", "cloud.pools[0].maxNodes is 1001; use at most 1000"],
    ["cloud: { pools: [{ name: h100, minNodes: -1 }] }", "cloud.pools[0].minNodes is -1; use at least 0"],
    ["datasets: [{ name: road-scenes, sizeGiB: 0 }]", "datasets[0].sizeGiB is 0; use more than 0"],
    [
      `cloud: { kubernetes: { publicAccessCidrs: [${"198.51.100.7/32, ".repeat(41)}] } }`,
      "cloud.kubernetes.publicAccessCidrs has 41 items; list at most 40",
    ],
  ])("%s", (fragment, sentence) => {
    expect(found(fragment)).toEqual([`error out-of-range: ${sentence}`]);
  });

  test.each([`owner: ${"x".repeat(256)}`, "cloud: { pools: [{ name: h100, maxNodes: 1000 }] }"])(
    "%s is fine",
    (fragment) => {
      expect(found(fragment)).toEqual([]);
    },
  );

  test("of names", () => {
    expect(problemsOf(fileWith("name: a"), []).map(sentence)).toEqual([
      'error bad-name: name "a" has 1 character; use 2 to 20',
    ]);
    expect(found("name: ab")).toEqual([]);
    expect(found(`name: ${"a".repeat(20)}`)).toEqual([]);
    expect(found(`name: ${"a".repeat(21)}`)).toEqual([
      `error bad-name: name "${"a".repeat(21)}" has 21 characters; use 2 to 20`,
    ]);
  });
});

describe("keys", () => {
  test("the nearest known key is named", () => {
    expect(found("cloud: { kubernetes: { admin: [] } }")).toEqual([
      "error unknown-key: cloud.kubernetes.admin is not a key of the platform file; did you mean admins?",
    ]);
  });

  test("all known keys are named where none is near", () => {
    expect(found("onPrem: { network: { zzzzzz: 1 } }")).toEqual([
      "error unknown-key: onPrem.network.zzzzzz is not a key of the platform file; use one of nodes, pods, services",
    ]);
  });

  test("an unknown key hides no other problem", () => {
    expect(
      problemsOf(fileWith("cloud: { zoone: 1, zones: [eu-north-1a, eu-north-1z] }")).map(({ rule }) => rule),
    ).toEqual(["unknown-zone", "unknown-key"]);
  });
});

describe("keys that are not given by the platform file", () => {
  test.each([
    ["tags: { '': x }", "out-of-range: tags. the key is empty; write something"],
    [
      "cloud: { network: { vpc: ~, existing: { vpcId: vpc-0123456789, privateSubnetIds: { north: subnet-0123456789 } } } }",
      'bad-zone: cloud.network.existing.privateSubnetIds.north the key "north" is not a zone name; write a zone name such as eu-north-1a',
    ],
  ])("%s", (fragment, sentence) => {
    expect(found(fragment)).toEqual([`error ${sentence}`]);
  });
});

describe("one of several forms", () => {
  test.each([
    [
      "capacity: ondemand",
      `bad-value: cloud.pools[0].capacity text "ondemand" is none of ${CAPACITY} or a list of them; did you mean onDemand?`,
    ],
    [
      "capacity: {}",
      `bad-value: cloud.pools[0].capacity a mapping is none of ${CAPACITY} or a list of them; write one of them`,
    ],
    [
      "capacity: { reservaton: cr-0123456789 }",
      "unknown-key: cloud.pools[0].capacity.reservaton is not a key of the platform file; did you mean reservation?",
    ],
    [
      "capacity: { reservation: 7 }",
      'wrong-type: cloud.pools[0].capacity.reservation expected a text, got 7; put it in quotes: "7"',
    ],
    [
      "capacity: { capacityBlock: { id: cr-0123456789 } }",
      "missing-key: cloud.pools[0].capacity.capacityBlock.endsAt is missing; add endsAt",
    ],
    [
      "capacity: { reservation: cr-0123456789, capacityBlock: { id: cr-0123456789, endsAt: 2029-12-20T11:30:00Z } }",
      "mixed-keys: cloud.pools[0].capacity has reservation and capacityBlock; keep one of them",
    ],
    [
      "capacity: [onDemand, { reservation: x }]",
      'bad-aws-id: cloud.pools[0].capacity[1].reservation "x" is not an id of the form cr-…; copy the cr-… id from the console or the CLI',
    ],
    ["capacity: []", "out-of-range: cloud.pools[0].capacity has 0 items; list at least 1"],
  ])("%s", (capacity, sentence) => {
    expect(found(`cloud: { pools: [{ name: h100, ${capacity} }] }`)).toEqual([`error ${sentence}`]);
  });

  test("a key of another form beside the faults of the right one", () => {
    expect(found("cloud: { link: { vpn: { mbps: 0 }, directConnect: {} } }")).toEqual([
      "error mixed-keys: cloud.link has vpn and directConnect; keep one of them",
      "error out-of-range: cloud.link.vpn.mbps is 0; use more than 0",
    ]);
  });
});

describe("values in messages", () => {
  test.each([
    [null, "nothing"],
    [undefined, "nothing"],
    [[1], "a list"],
    [{ a: 1 }, "a mapping"],
    [1.5, "1.5"],
    [true, "true"],
    ["a\nb", 'text "a\\nb"'],
    ["x".repeat(78), `text "${"x".repeat(78)}"`],
    ["x".repeat(79), `text "${"x".repeat(76)}…`],
  ])("%j", (value, text) => {
    expect(shown(value)).toBe(text);
  });

  test("are found by their path", () => {
    expect(valueAt({ a: [{ b: 1 }] }, ["a", 0, "b"])).toBe(1);
    expect(valueAt({ a: 1 }, ["a", "b", "c"])).toBeUndefined();
  });
});

test("the JSON Schema knows every section of the file", () => {
  const { $schema, properties, additionalProperties } = jsonSchema() as {
    $schema: string;
    properties: object;
    additionalProperties: boolean;
  };
  expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(additionalProperties).toBe(false);
  expect(Object.keys(properties)).toEqual(
    "name owner tags allowDestroy state onPrem cloud observability teams datasets runs models deployments gpus instanceTypes prices".split(
      " ",
    ),
  );
});
