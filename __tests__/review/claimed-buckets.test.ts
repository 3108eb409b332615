import { stringify } from "yaml";
import { Secrets } from "../../review/plan/secrets";
import { protections } from "../../review/protections";
import { UPDATE } from "./update";

function between(before: string, after: string): readonly string[] {
  const release = (values: string) => ({ chart: "./assets/object-store_1/2", values: [values] });
  const change = {
    ...UPDATE,
    address: "helm_release.a",
    type: "helm_release",
    before: release(before),
    after: release(after),
  };
  return protections([change], [], [], new Secrets([])).map(
    (row) => `${row.what}: ${row.before} → ${row.after}${row.ofData ? " (data)" : ""}`,
  );
}

describe("a bucket that Rook made", () => {
  const users = (...names: string[]) => ({ AWS: names.map((name) => `arn:aws:iam:::user/${name}`) });
  const refusal = { Effect: "Deny", NotPrincipal: users("owner"), Action: ["s3:*"], Resource: ["a", "a/*"] };
  const claims = (...statements: object[]) =>
    stringify({ claims: { owner: "owner", policies: { data: JSON.stringify({ Statement: statements }) } } });

  test("refuses whom its policy does not name; that it does so no more is told", () => {
    const gone = ["a bucket's refusal of whom its policy does not name: data → gone (data)"];
    expect(between(claims(refusal), claims())).toEqual(gone);
    for (const one of [
      { ...refusal, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { ...refusal, Action: ["s3:GetObject"] },
      { ...refusal, Resource: ["a"] },
    ])
      expect(between(claims(refusal), claims(one))).toEqual(gone);
  });

  test("tells a user who is left out of the refusal, and not one who is allowed something", () => {
    const wider = { ...refusal, NotPrincipal: users("owner", "medical") };
    expect(between(claims(refusal), claims(wider))).toEqual([
      expect.stringContaining("users whom a bucket does not refuse, nor allow anything"),
    ]);
    const allowed = { Effect: "Allow", Principal: users("medical"), Action: ["s3:GetObject"], Resource: ["a/*"] };
    expect(between(claims(refusal), claims(allowed, wider))).toEqual([]);
  });
});
