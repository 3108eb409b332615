import { some } from "./chart-protections";
import { blockOf, type Json, type JsonObject, listOf, objectOf, textOf } from "./json";
import { documentIn } from "./plan/attributes";
import { combined, conditionWords, fresh, type Grant, type GrantGroup, grantsOf, grouped } from "./policy-grants";
import type { Opening } from "./report";

/** A policy that an object holds. */
interface Policy {
  /** By which the older one is found. */
  readonly key: string;
  readonly document: Json | undefined;
  /** Of whom it speaks where it names nobody. */
  readonly who: string;
  /** Of a trust policy, the role that it lets be taken. */
  readonly role?: string;
  /** True where it says what an identity may do, and `*` is everything and not only the object that holds it. */
  readonly ofIdentity: boolean;
  /** True where it limits what other policies allow, and grants nothing. */
  readonly limits: boolean;
}

/** What statements of an object's policies allow that they did not, one by one, and what they refuse no more. */
export function policyOpenings(type: string, before: Json, after: Json): readonly Opening[] {
  const older = policiesOf(type, objectOf(before));
  return policiesOf(type, objectOf(after)).flatMap((policy) => {
    const { key, document, who, limits } = policy;
    const old = older.find((one) => one.key === key)?.document;
    // what a limit allows is opened where it was limited before.
    if (limits && old === undefined) return [];
    const grants = (of: Json | undefined, effect: "Allow" | "Deny") => grantsOf(of, effect, who);
    const allowed = fresh(grants(old, "Allow"), grants(document, "Allow"));
    const refused = fresh(grants(document, "Deny"), grants(old, "Deny"));
    return [
      ...grouped(allowed).map((group) => opening(policy, group, "")),
      ...grouped(refused).map((group) => opening(policy, group, ": it was refused")),
    ];
  });
}

function opening({ role, ofIdentity, limits }: Policy, group: GrantGroup, then: string): Opening {
  const { who, actions, resources, condition } = group;
  const where = resources.filter((resource) => resource !== "");
  const told =
    role === undefined ? `${some(actions)}${where.length === 0 ? "" : ` on ${some(where)}`}` : `take the role ${role}`;
  const all = actions.some((action) => action === "*" || action.startsWith("everything but"));
  const always = Object.keys(condition).length === 0;
  const service = ofIdentity && resources.includes("*") && actions.some((action) => /^[\w-]+:\*$/.test(action));
  return {
    kind: "identity",
    what: `${told}${limits ? " through the endpoint" : ""}${conditionWords(condition)}${then}`,
    who,
    wide:
      then === ""
        ? !limits && (all || (always && (service || who === "*" || who.startsWith("everybody but"))))
        : who === "*",
  };
}

function policiesOf(type: string, held: JsonObject): readonly Policy[] {
  if (type === "helm_release") return listOf(held.values).flatMap(keysOf);
  const [name, role] = [textOf(held.name) ?? "", textOf(held.role)];
  const plain = { ofIdentity: /^aws_iam_/.test(type), limits: type === "aws_vpc_endpoint" };
  const whose = role ?? (plain.ofIdentity ? name || "whoever has the policy" : "whoever has the policy");
  const inline = listOf(held.inline_policy).map(objectOf);
  return [
    { ...plain, key: "trust", document: documentIn(held.assume_role_policy), who: "somebody", role: name },
    { ...plain, key: "policy", document: documentIn(held.policy), who: whose },
    ...inline.map((one) => ({ ...plain, key: `inline ${one.name}`, document: documentIn(one.policy), who: name })),
  ].filter(({ document }) => document !== undefined);
}

/** Keys of the object store in the values of the platform's own chart, and policies of its buckets. */
function keysOf(text: Json): readonly Policy[] {
  const { identities, claims } = objectOf(documentIn(text));
  const keys = Object.entries(objectOf(objectOf(identities).users)).map(([secret, allowed]) => ({
    key: secret,
    document: documentIn(allowed),
    who: `who reads the Secret ${secret.replace(".", "/")}`,
    ofIdentity: true,
    limits: false,
  }));
  const buckets = Object.entries(objectOf(objectOf(claims).policies)).map(([bucket, policy]) => ({
    key: `bucket ${bucket}`,
    document: allowedIn(documentIn(policy)),
    who: "whoever has the policy",
    ofIdentity: false,
    limits: false,
  }));
  return [...keys, ...buckets];
}

/** What a bucket's policy allows. It refuses whom it does not name, so that each new user makes another refusal: that there is one is a protection. */
function allowedIn(document: Json | undefined): Json | undefined {
  if (document === undefined) return undefined;
  const { Statement } = objectOf(document);
  return { Statement: listOf(Statement).filter((one) => objectOf(one).Effect !== "Deny") };
}

/** What a role of Kubernetes allows that it did not; of a new one only what is everything, since who is bound to it is told. */
export function roleOpenings(before: Json, after: Json): readonly Opening[] {
  const grants = fresh(ruleGrants(objectOf(before)), ruleGrants(objectOf(after)));
  return grouped(grants)
    .map(({ who, actions, resources, condition }): Opening => {
      const wide = actions.includes("*") && resources.includes("*.*");
      const what = wide ? "do everything" : `${some(actions)} ${some(resources.map((one) => one.replace(/\.$/, "")))}`;
      return { kind: "identity", what: `${what}${conditionWords(condition)}`, who, wide };
    })
    .filter(({ wide }) => wide || before !== null);
}

function ruleGrants(held: JsonObject): readonly Grant[] {
  const who = `whoever is bound to ${textOf(blockOf(held.metadata).name) ?? "the role"}`;
  const rules = Array.isArray(held.rule) ? listOf(held.rule) : [held.rule ?? null];
  return rules.map(objectOf).flatMap((rule) => {
    const [verbs, resources, groups, names, urls] = [
      rule.verbs,
      rule.resources,
      rule.api_groups,
      rule.resource_names,
      rule.non_resource_urls,
    ].map((list) => listOf(list).map(String));
    const named = (resources ?? []).flatMap((resource) => (groups ?? []).map((group) => `${resource}.${group}`));
    const only: JsonObject = names && names.length > 0 ? { Equals: { name: names } } : {};
    return combined([who], verbs ?? [], [...named, ...(urls ?? [])], only);
  });
}
