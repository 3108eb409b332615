import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "./json";
import { newWays } from "./network-rules";
import { anyMark, documentIn, UNKNOWN } from "./plan/attributes";
import { HIDDEN } from "./plan/secrets";
import type { ProtectionRow } from "./report";
import type { ResourceChange } from "./resource-changes";

type Lowered = Omit<ProtectionRow, "stack" | "address">;

/** Finds what the values of a chart protect less than before; those of a removed release are empty. */
type Rule = (before: JsonObject, after: JsonObject) => readonly Lowered[];

/** What is in the values, by what it belongs to. */
type Listed = (values: JsonObject) => Readonly<Record<string, readonly string[]>>;

/** Most things of one list that are named. */
const MOST = 3;

const allowedPools = lets("GPU pools that admission allows a team", false, ({ addresses, pools }) =>
  addresses === undefined ? {} : byKey(pools, texts),
);

/** What the values of the platform's own charts protect: each rule knows the keys of one chart. */
const RULES: readonly Rule[] = [
  // serving: its budget is made of these two alone.
  kept("replicas that stay while nodes are drained", false, ({ name, labels, ...rest }) =>
    name !== undefined &&
    labels !== undefined &&
    Object.keys(rest).every((key) => ["annotations", "scaling"].includes(key))
      ? ["there"]
      : [],
  ),
  // policies
  kept("admission policies of teams' namespaces", true, ({ addresses }) => (addresses === undefined ? [] : ["there"])),
  lets("labels that a namespace needs to be guarded by admission policies", true, ({ namespaceSelector }) => ({
    "": constraints(namespaceSelector),
  })),
  (before, after) => allowedPools(before, { ...after, pools: onlyKnown(after.pools, before.pools) }),
  lets("queues that admission allows", false, ({ queues }) => ({ "": texts(objectOf(queues).open) })),
  lets("queues that admission allows runs on restricted data", true, ({ queues }) => ({
    "": texts(objectOf(queues).restricted),
  })),
  lets("places that admission lets runs name", false, ({ addresses }) => ({ "": texts(objectOf(addresses).open) })),
  lets("places that admission lets runs on restricted data name", true, ({ addresses }) => ({
    "": texts(objectOf(addresses).restricted),
  })),
  // another version of an image that is named already lets nothing new in.
  lets("images that admission lets run by tag", false, ({ images }) => ({
    "": texts(images).map((image) => image.replace(/[:@][^/]*$/, "")),
  })),
  // queues
  lets("namespaces that may use a team's quota", false, ({ clusterQueues }) =>
    byKey(clusterQueues, (queue) => texts(objectOf(queue).namespaces)),
  ),
  lets("quota that a team may borrow", false, ({ clusterQueues }) => borrowed(clusterQueues)),
  // pools
  lets("what the nodes of a pool are open to", true, ({ nodeClasses }) => byKey(nodeClasses, weaknesses)),
  lets("what the nodes of a pool allow", false, ({ nodePools }) => byKey(nodePools, disturbances)),
  // lustre-volumes
  lets("what a folder lets a team do", true, ({ volumes }) =>
    byKey(volumes, (volume) => ["read", ...(objectOf(volume).readOnly === false ? ["write"] : [])]),
  ),
  // object-store, copies, burst-credential
  network("what the platform's own jobs reach", ({ egress }) => listOf(egress)),
  network("what jobs reach of the API server", ({ apiServerRanges, identities }) =>
    ranges([...listOf(apiServerRanges), ...listOf(objectOf(identities).apiServerRanges)]),
  ),
  kept("a limit of who reaches the object store's servers", true, ({ servers }) =>
    Object.entries(objectOf(objectOf(servers).clients)).map(
      ([key, value]) => `namespaces with ${key}=${String(value)}`,
    ),
  ),
  kept("a bucket's refusal of whom its policy does not name", true, ({ claims }) =>
    Object.entries(objectOf(objectOf(claims).policies)).flatMap(([bucket, policy]) =>
      statementsOf(policy).some(isRefusalOfOthers) ? [bucket] : [],
    ),
  ),
  lets("users whom a bucket does not refuse, nor allow anything", true, ({ claims }) =>
    byKey(objectOf(claims).policies, (policy) => unnamedUsers(statementsOf(policy), String(objectOf(claims).owner))),
  ),
  // observability
  kept("alerts", false, ({ groups }) => [
    ...new Set(
      listOf(groups).flatMap((group) => listOf(objectOf(group).rules).map((rule) => String(objectOf(rule).alert))),
    ),
  ]),
  // gateway-class: a budget lets one proxy go at a time, which helps where there are two.
  kept("a proxy that answers while the other one is moved", false, ({ proxies }) =>
    Number(objectOf(proxies).replicas ?? 0) > 1 ? ["there"] : [],
  ),
];

/** What a change of a release of the platform's own charts protects less; nothing for the charts of others. */
export function chartProtections(change: ResourceChange, synthesized: JsonObject | undefined): readonly Lowered[] {
  const [before, after] = [objectOf(change.before), objectOf(change.after)];
  const chart = textOf(after.chart) ?? textOf(before.chart) ?? textOf(synthesized?.chart);
  const old = valuesOf(before);
  // a chart of the platform's own is a folder beside the synthesized file.
  if (!chart?.startsWith("./") || old === undefined) return [];
  const now = change.after === null ? {} : valuesOf(after);
  if (now === undefined)
    return [{ what: "what the values of its chart protect", before: "known", after: UNKNOWN, ofData: false }];
  const rows = RULES.flatMap((rule) => rule(old, now));
  return valuesAreMarked(change) ? rows.map((row) => ({ ...row, before: HIDDEN, after: HIDDEN })) : rows;
}

function statementsOf(policy: unknown): readonly JsonObject[] {
  return listOf(objectOf(documentIn(policy as Json)).Statement).map(objectOf);
}

/** True where whoever is not named may do nothing with the bucket, nor with what is in it. */
function isRefusalOfOthers({ Effect, NotPrincipal, Action, Resource, Condition }: JsonObject): boolean {
  const ofObjects = texts(Resource).map((one) => one.endsWith("/*"));
  const everything = texts(Action).includes("s3:*") && ofObjects.includes(true) && ofObjects.includes(false);
  return Effect === "Deny" && NotPrincipal !== undefined && everything && Condition === undefined;
}

/** Whom a refusal leaves out although nothing allows them anything: what others have opened to them stays open. */
function unnamedUsers(statements: readonly JsonObject[], owner: string): readonly string[] {
  const users = (key: "Principal" | "NotPrincipal") => statements.flatMap((one) => texts(objectOf(one[key]).AWS));
  const allowed = users("Principal");
  return users("NotPrincipal").filter((user) => !allowed.includes(user) && !user.endsWith(`:user/${owner}`));
}

/** True where Terraform marks the values of a release as sensitive, or does not say that they are not. */
export function valuesAreMarked({ beforeMarks, afterMarks }: ResourceChange): boolean {
  return [beforeMarks, afterMarks].some((marks) => marks === true || anyMark(objectOf(marks).values ?? false));
}

/** The values of a release, which are one document; undefined where only the apply knows them. */
function valuesOf({ values }: JsonObject): JsonObject | undefined {
  if (values === null) return {};
  const data = documentIn(listOf(values)[0]);
  return isObject(data) ? data : undefined;
}

/** Told where something of a list is no longer there. */
function kept(what: string, ofData: boolean, listed: (values: JsonObject) => readonly string[]): Rule {
  return (before, after) => {
    const now = listed(after);
    const gone = listed(before).filter((one) => !now.includes(one));
    return gone.length === 0 ? [] : [{ what, before: some(gone), after: "gone", ofData }];
  };
}

/** Told where something that was there lets more in than before. */
function lets(what: string, ofData: boolean, listed: Listed): Rule {
  return (before, after) => {
    const now = listed(after);
    const wider = Object.entries(listed(before)).flatMap(([key, old]) => {
      const more = (now[key] ?? []).filter((one) => !old.includes(one));
      const named = key === "" ? "" : `${key}: `;
      return more.length === 0
        ? []
        : [[`${named}${some(old) || "none"}`, `${named}${old.length > 0 ? "also " : ""}${some(more)}`]];
    });
    const [olds, news] = [0, 1].map((side) =>
      some(
        wider.map((pair) => pair[side] ?? ""),
        "; ",
      ),
    );
    return wider.length === 0 ? [] : [{ what, before: olds ?? "", after: news ?? "", ofData }];
  };
}

/** Told where rules of a network policy that stays let more through. */
function network(what: string, rules: (values: JsonObject) => readonly Json[]): Rule {
  return (before, after) => {
    const old = rules(before);
    const more = old.length === 0 ? [] : newWays(old, rules(after));
    return more.length === 0 ? [] : [{ what, before: "narrower", after: `also ${some(more)}`, ofData: false }];
  };
}

/** A few of many things, in words. */
export function some(items: readonly string[], joint = ", "): string {
  const rest = items.length - MOST;
  return [...items.slice(0, MOST), ...(rest > 0 ? [`and ${rest} more`] : [])].join(joint);
}

function texts(value: unknown): readonly string[] {
  return listOf(value).map(String);
}

function byKey(value: unknown, of: (inner: unknown) => readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([key, inner]) => [key, of(inner)]));
}

/** What a label selector asks for. */
function constraints(selector: unknown): readonly string[] {
  const { matchLabels, matchExpressions } = objectOf(selector);
  return [
    ...Object.entries(objectOf(matchLabels)).map(([key, value]) => `${key}=${String(value)}`),
    ...listOf(matchExpressions).map((one) => {
      const { key, operator, values } = objectOf(one);
      return [key, operator, ...texts(values)].join(" ");
    }),
  ];
}

/** Quota of others that a queue may take, by queue and flavor: without a limit, all that is free. */
function borrowed(clusterQueues: unknown): Record<string, readonly string[]> {
  const limits = Object.entries(objectOf(clusterQueues)).flatMap(([queue, value]) =>
    listOf(objectOf(value).resourceGroups)
      .flatMap((group) => listOf(objectOf(group).flavors))
      .map((flavor): [string, readonly string[]] => {
        const { name, resources } = objectOf(flavor);
        const most = listOf(resources).map((one) => String(objectOf(one).borrowingLimit ?? "all that is free"));
        return [`${queue} of ${String(name)}`, most.filter((limit) => limit !== "0")];
      }),
  );
  return Object.fromEntries(limits);
}

function weaknesses(nodeClass: unknown): readonly string[] {
  const { metadataOptions, blockDeviceMappings, associatePublicIPAddress } = objectOf(nodeClass);
  const disks = listOf(blockDeviceMappings).map((one) => objectOf(objectOf(one).ebs).encrypted);
  return [
    ...(objectOf(metadataOptions).httpTokens === "required" ? [] : ["instance metadata without a token"]),
    ...(disks.length > 0 && disks.every((encrypted) => encrypted === true) ? [] : ["disks without encryption"]),
    ...(associatePublicIPAddress === false ? [] : ["a public address"]),
  ];
}

function disturbances(nodePool: unknown): readonly string[] {
  const { disruption, template } = objectOf(nodePool);
  const taints = listOf(objectOf(objectOf(template).spec).taints);
  const still = listOf(objectOf(disruption).budgets).some((one) => objectOf(one).nodes === "0");
  return [
    ...(taints.length > 0 ? [] : ["pods that need none of its GPUs"]),
    ...(still ? [] : ["that nodes are replaced under runs"]),
  ];
}

function ranges(cidrs: readonly Json[]): readonly Json[] {
  return cidrs.length === 0 ? [] : [{ to: cidrs.map((cidr) => ({ ipBlock: { cidr } })) }];
}

/** Lists without what no list of the older ones has: a new pool, or one with another name, takes nobody's place. */
function onlyKnown(lists: Json | undefined, older: Json | undefined): JsonObject {
  const known = Object.values(byKey(older, texts)).flat();
  return byKey(lists, (list) => texts(list).filter((one) => known.includes(one)));
}
