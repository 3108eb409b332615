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

test("a host is told, and not where the values are marked", () => {
  expect(opened({}, route("a.example"))).toEqual(["network: whoever reaches the gateway the model at a.example"]);
  expect(opened({}, route("a.example"), { values: true })).toEqual([`network: ${HIDDEN} ${HIDDEN}`]);
});
