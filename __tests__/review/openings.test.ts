import { stringify } from "yaml";
import type { Json } from "../../review/json";
import { openings } from "../../review/openings";
import { HIDDEN, Secrets } from "../../review/plan/secrets";
import type { ResourceChange } from "../../review/resource-changes";
import { readSynthesized } from "../../review/synthesized-state";
import { openedBy } from "./opened-by";
import { UPDATE } from "./update";

const statement = (...actions: string[]) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: actions, Resource: ["arn:aws:s3:::data/*"] }] });
const store = (users: Readonly<Record<string, string>>): Json => ({ values: [stringify({ identities: { users } })] });
const route = (host: string): Json => ({ values: [stringify({ deployment: "a", route: { host } })] });

function opened(before: Json, after: Json, afterMarks: Json = {}) {
  const change: ResourceChange = { ...UPDATE, type: "helm_release", before, after, afterMarks };
  return openings([change], new Secrets([]), []).map(({ kind, who, what }) => `${kind}: ${who} ${what}`);
}

test("a key of the object store that allows more is told by its Secret, and one that allows less is not", () => {
  const [narrow, wide] = [
    store({ "team-a.keys": statement("s3:GetObject") }),
    store({ "team-a.keys": statement("s3:*") }),
  ];
  expect(opened(narrow, wide)).toEqual(["identity: who reads the Secret team-a/keys s3:* on arn:aws:s3:::data/*"]);
  expect(opened(store({ "team-a.keys": statement("s3:GetObject"), "b.c": statement("s3:Put") }), narrow)).toEqual([]);
});

describe("the policy of a bucket that Rook made", () => {
  const named = (...users: string[]) => ({ AWS: users.map((user) => `arn:aws:iam:::user/${user}`) });
  const claims = (...users: string[]): Json => {
    const reads = users.map((user) => ({
      Effect: "Allow",
      Principal: named(user),
      Action: ["s3:GetObject"],
      Resource: ["arn:aws:s3:::acme-models/digits/*"],
    }));
    const others = { Effect: "Deny", NotPrincipal: named("owner", ...users), Action: ["s3:*"], Resource: ["*"] };
    const policy = JSON.stringify({ Statement: [...reads, others] });
    return { values: [stringify({ claims: { policies: { "acme-models": policy } } })] };
  };

  test("tells a user who comes, by name, and not that others are refused in other words", () => {
    expect(opened(claims("acme-vision"), claims("acme-vision", "acme-medical"))).toEqual([
      "identity: arn:aws:iam:::user/acme-medical s3:GetObject on arn:aws:s3:::acme-models/digits/*",
    ]);
  });

  test("tells nothing of a user who goes", () => {
    expect(opened(claims("acme-vision", "acme-medical"), claims("acme-vision"))).toEqual([]);
  });
});

test("a statement that allows a part of what others allowed opens nothing", () => {
  const policy = (...statements: readonly (readonly [string | string[], string | string[]])[]): Json =>
    store({
      "a.b": JSON.stringify({
        Statement: statements.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })),
      }),
    });
  const two = policy([["s3:Get", "s3:Put"], "x"], ["s3:Get", ["y", "z"]]);
  expect(opened(two, policy(["s3:Get", ["x", "z"]]))).toEqual([]);
  expect(opened(two, policy(["s3:Put", ["x", "z"]]))).toEqual(["identity: who reads the Secret a/b s3:Put on z"]);
});

test("a host is told, and not where the values are marked", () => {
  expect(opened({}, route("a.example"))).toEqual(["network: whoever reaches the gateway the model at a.example"]);
  expect(opened({}, route("a.example"), { values: true })).toEqual([`network: ${HIDDEN} ${HIDDEN}`]);
});

const policy = (...Statement: Json[]): Json => ({ name: "x", role: "x", policy: JSON.stringify({ Statement }) });
const allow = (Action: Json, Resource: Json, more: object = {}): Json => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const READ = allow("s3:GetObject", "arn:b/*");

describe("policies of AWS", () => {
  const trust = (more: object): Json => ({
    name: "x",
    assume_role_policy: JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:other:root" }, ...more }],
    }),
  });
  const WITH_ID = { Condition: { StringEquals: { "sts:ExternalId": "abc" } } };
  const DENY: Json = {
    Effect: "Deny",
    Action: "s3:*",
    Resource: "*",
    Principal: "*",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };

  test.each<[string, string, Json, Json, string[]]>([
    ["a condition goes", "aws_iam_role", trust(WITH_ID), trust({}), ["arn:other:root > take the role x"]],
    ["a condition comes", "aws_iam_role", trust({}), trust(WITH_ID), []],
    [
      "a condition takes more",
      "aws_iam_role",
      trust(WITH_ID),
      trust({ Condition: { StringEquals: { "sts:ExternalId": ["abc", "d"] } } }),
      ["arn:other:root > take the role x, where sts:ExternalId is abc or d"],
    ],
    [
      "a refusal goes",
      "aws_s3_bucket_policy",
      policy(READ, DENY),
      policy(READ),
      ["! * > s3:* on *, where aws:SecureTransport is false: it was refused"],
    ],
    ["a refusal comes", "aws_s3_bucket_policy", policy(READ), policy(READ, DENY), []],
    [
      "a refusal of less",
      "aws_s3_bucket_policy",
      policy(READ, DENY),
      policy(READ, {
        ...(DENY as object),
        Condition: { Bool: { "aws:SecureTransport": "false" }, StringNotEquals: { a: "b" } },
      }),
      ["! * > s3:* on *, where aws:SecureTransport is false: it was refused"],
    ],
    [
      "a whole service on everything",
      "aws_iam_role_policy",
      policy(READ),
      policy(allow(["s3:*", "kms:*"], "*")),
      ["! x > s3:*, kms:* on *"],
    ],
    [
      "a whole service on one thing",
      "aws_iam_role_policy",
      policy(READ),
      policy(allow("sqs:*", "arn:q")),
      ["x > sqs:* on arn:q"],
    ],
    [
      "a key's own policy, where everything is the key",
      "aws_kms_key",
      policy(READ),
      policy(allow("kms:*", "*", { Principal: { AWS: "arn:us:root" } })),
      ["arn:us:root > kms:* on *"],
    ],
    [
      "all but some actions",
      "aws_iam_role_policy",
      policy(READ),
      policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
      ["! x > everything but iam:* on *"],
    ],
    [
      "all but some resources",
      "aws_iam_role_policy",
      policy(READ),
      policy({ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:secret/*" }),
      ["x > s3:GetObject on everything but arn:secret/*"],
    ],
    [
      "everybody but one",
      "aws_s3_bucket_policy",
      policy(READ),
      policy(allow("s3:GetObject", "arn:b/*", { NotPrincipal: { AWS: "arn:one" } })),
      ["! everybody but arn:one > s3:GetObject on arn:b/*"],
    ],
    [
      "a policy within the role",
      "aws_iam_role",
      { name: "x" },
      { name: "x", inline_policy: [{ name: "p", policy: JSON.stringify({ Statement: [READ] }) }] },
      ["x > s3:GetObject on arn:b/*"],
    ],
  ])("%s", (_, type, before, after, rows) => {
    expect(openedBy(type, before, after)).toEqual(rows);
  });

  test.each<[string, Json, Json, string[]]>([
    ["one dataset less", allow("s3:GetObject", ["arn:a/*", "arn:b/*"]), allow("s3:GetObject", ["arn:b/*"]), []],
    [
      "one dataset more",
      allow("s3:GetObject", ["arn:b/*"]),
      allow("s3:GetObject", ["arn:a/*", "arn:b/*"]),
      ["x > s3:GetObject on arn:a/*"],
    ],
    [
      "one for another",
      allow("s3:GetObject", ["arn:a/*"]),
      allow("s3:GetObject", ["arn:b/*"]),
      ["x > s3:GetObject on arn:b/*"],
    ],
    ["one action of all", allow("s3:*", "arn:b/*"), allow("s3:GetObject", "arn:b/*"), []],
    ["all actions of one", allow("s3:Get*", "arn:b/*"), allow("s3:*", "arn:b/*"), ["x > s3:* on arn:b/*"]],
    ["a folder of a bucket", allow("s3:GetObject", "arn:b/*"), allow("s3:GetObject", "arn:b/a/*"), []],
    [
      "fewer prefixes",
      allow("s3:ListBucket", "arn:b", { Condition: { StringLike: { "s3:prefix": ["a", "b"] } } }),
      allow("s3:ListBucket", "arn:b", { Condition: { StringLike: { "s3:prefix": ["b"] } } }),
      [],
    ],
    [
      "fewer that are excepted",
      allow("s3:ListBucket", "arn:b", { Condition: { StringNotLike: { "s3:prefix": ["a", "b"] } } }),
      allow("s3:ListBucket", "arn:b", { Condition: { StringNotLike: { "s3:prefix": ["b"] } } }),
      ["x > s3:ListBucket on arn:b, where s3:prefix is not like b"],
    ],
  ])("are compared action by action and resource by resource: %s", (_, before, after, rows) => {
    expect(openedBy("aws_iam_role_policy", policy(before), policy(after))).toEqual(rows);
  });

  test("of endpoints limit what others allow: a new one opens nothing, and a wider one does", () => {
    const [own, any] = [allow("s3:*", "*", { Principal: "*", ...WITH_ID }), allow("s3:*", "*", { Principal: "*" })];
    expect(openedBy("aws_vpc_endpoint", null, policy(any))).toEqual([]);
    expect(openedBy("aws_vpc_endpoint", policy(own), policy(any))).toEqual(["* > s3:* on * through the endpoint"]);
    expect(openedBy("aws_vpc_endpoint", policy(any), policy(own))).toEqual([]);
  });

  test("name what the synthesized files refer to", () => {
    const resource = {
      aws_iam_role: { pods: { name: "acme-pods" } },
      aws_iam_role_policy: {
        mine: {
          role: "${aws_iam_role.pods.id}",
          policy: JSON.stringify({ Statement: [allow("sqs:Send", "${aws_sqs_queue.q.arn}")] }),
        },
      },
      aws_sqs_queue: { q: { name: "acme-q" } },
    };
    const state = readSynthesized("on-prem", [], JSON.stringify({ resource }));
    const after = resource.aws_iam_role_policy.mine;
    const told = (value: Json) =>
      openings(
        [{ ...UPDATE, type: "aws_iam_role_policy", address: "aws_iam_role_policy.mine", before: null, after: value }],
        new Secrets([]),
        [state],
      ).map(({ who, what }) => `${who} > ${what}`);
    expect(told(after)).toEqual(["acme-pods > sqs:Send on acme-q"]);
    // a plan does not know them before the apply.
    expect(told({})).toEqual(["acme-pods > sqs:Send on acme-q"]);
  });
});

describe("security groups", () => {
  const rule = (more: object): Json => ({ from_port: 22, to_port: 22, protocol: "tcp", ...more });

  test.each<[string, string, Json, Json, string[]]>([
    [
      "a rule that lets in all of IPv6",
      "aws_security_group_rule",
      rule({ type: "ingress", cidr_blocks: ["10.0.0.0/8"] }),
      rule({ type: "ingress", cidr_blocks: ["10.0.0.0/8"], ipv6_cidr_blocks: ["::/0"] }),
      ["! ::/0 > port 22/tcp of a security group"],
    ],
    [
      "a rule to outside",
      "aws_security_group_rule",
      rule({ type: "egress" }),
      rule({ type: "egress", ipv6_cidr_blocks: ["::/0"] }),
      [],
    ],
    [
      "a group that lets in all of IPv6",
      "aws_security_group",
      { ingress: [] },
      { ingress: [rule({ cidr_blocks: [], ipv6_cidr_blocks: ["::/0"], protocol: "-1" })] },
      ["! ::/0 > every port of a security group"],
    ],
    [
      "a group that lets in another",
      "aws_security_group",
      { ingress: [] },
      { name: "x", ingress: [rule({ security_groups: ["sg-1"] })] },
      ["sg-1 > port 22/tcp of x"],
    ],
    [
      "a group that lets in fewer",
      "aws_security_group",
      { ingress: [rule({ cidr_blocks: ["10.1.0.0/16", "10.2.0.0/16"] })] },
      { ingress: [rule({ cidr_blocks: ["10.1.0.0/16"] })] },
      [],
    ],
  ])("%s", (_, type, before, after, rows) => {
    expect(openedBy(type, before, after)).toEqual(rows);
  });
});
