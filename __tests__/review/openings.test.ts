import { stringify } from "yaml";
import type { Json } from "../../review/json";
import { openings } from "../../review/openings";
import { HIDDEN, Secrets } from "../../review/plan/secrets";
import type { ResourceChange } from "../../review/resource-changes";
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

test("a statement that allows a part of what others allowed opens nothing", () => {
  const policy = (...statements: readonly (readonly [string | string[], string | string[]])[]): Json =>
    store({
      "a.b": JSON.stringify({
        Statement: statements.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })),
      }),
    });
  const two = policy([["s3:Get", "s3:Put"], "x"], ["s3:Get", ["y", "z"]]);
  expect(opened(two, policy(["s3:Get", ["x", "z"]]))).toEqual([]);
  expect(opened(two, policy(["s3:Put", ["x", "z"]]))).toEqual(["identity: who reads the Secret a/b s3:Put on x, z"]);
});

test("a host is told, and not where the values are marked", () => {
  expect(opened({}, route("a.example"))).toEqual(["network: whoever reaches the gateway the model at a.example"]);
  expect(opened({}, route("a.example"), { values: true })).toEqual([`network: ${HIDDEN} ${HIDDEN}`]);
});
