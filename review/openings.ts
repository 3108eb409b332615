import { valuesAreMarked } from "./chart-protections";
import { goneWithIt } from "./gone-with-it";
import { canonical, isObject, type Json, listOf, objectOf, textOf } from "./json";
import { documentIn } from "./plan/attributes";
import { HIDDEN, type Secrets } from "./plan/secrets";
import type { OpeningRow } from "./report";
import type { ResourceChange } from "./resource-changes";
import type { SynthesizedState } from "./synthesized-state";

/** What is found at one object; the parts of what a statement of a policy allows are compared one by one. */
interface Found extends Omit<OpeningRow, "stack" | "address"> {
  readonly parts?: readonly string[];
}

/** What can be reached after a change and could not before, and who may do what they could not do. */
export function openings(
  changes: readonly ResourceChange[],
  secrets: Secrets,
  states: readonly SynthesizedState[],
): readonly OpeningRow[] {
  return changes.flatMap((change) => {
    if (change.action === "destroy" && goneWithIt(change, changes)) return [];
    if (change.action === "destroy") return lowered(change).map((found) => placed(change, found, secrets));
    const before = new Set(grants(change.type, change.before).flatMap(partsOf));
    const now = grants(change.type, named(change, states));
    const fresh = now.filter((found) => partsOf(found).some((part) => !before.has(part)));
    const hidden = change.type === "helm_release" && valuesAreMarked(change) ? { what: HIDDEN, who: HIDDEN } : {};
    return fresh.map((found) => placed(change, { ...found, ...hidden }, secrets));
  });
}

/** Attributes that name another object by an id, which only the apply knows where it is new. */
const NAMING = ["role", "role_arn", "principal_arn", "security_group_id", "referenced_security_group_id"];

/** What a change leads to, with the names of the objects that it refers to where their ids are not known yet. */
function named({ stack, address, after }: ResourceChange, states: readonly SynthesizedState[]): Json {
  const resources = states.find((state) => state.stack === stack)?.resources;
  const config = resources?.get(address)?.config;
  if (!config || !isObject(after)) return after;
  const found = NAMING.flatMap((key): [string, string][] => {
    const reference = /^\$\{([a-z0-9_]+\.[\w-]+)\./.exec(textOf(config[key]) ?? "")?.[1];
    if (textOf(after[key]) !== undefined || reference === undefined) return [];
    const other = resources?.get(reference)?.config;
    return [[key, textOf(other?.name) ?? textOf(objectOf(other?.tags).Name) ?? reference]];
  });
  return { ...after, ...Object.fromEntries(found) };
}

function partsOf({ parts, ...found }: Found): readonly string[] {
  return parts ?? [canonical(found)];
}

function placed({ stack, address }: ResourceChange, { parts: _, ...found }: Found, secrets: Secrets): OpeningRow {
  return { ...found, what: secrets.clean(found.what), who: secrets.clean(found.who), stack, address };
}

/** A protection that goes away opens what it closed. */
function lowered({ type }: ResourceChange): readonly Found[] {
  if (type === "aws_s3_bucket_public_access_block")
    return [
      { kind: "network", what: "a bucket without its public access block", who: "whomever a policy names", wide: true },
    ];
  if (/^kubernetes_network_policy/.test(type))
    return [
      { kind: "network", what: "pods without this network policy", who: "what no other policy refuses", wide: false },
    ];
  return [];
}

/** What an object lets be reached, and whom it lets do what. */
function grants(type: string, value: Json): readonly Found[] {
  const held = objectOf(value);
  switch (type) {
    case "aws_vpc_security_group_ingress_rule":
      return [network(`${ports(held)} of ${words(held.security_group_id, "a security group")}`, source(held))];
    case "aws_security_group_rule":
      return held.type === "ingress"
        ? [network(`${ports(held)} of a security group`, words(held.cidr_blocks, "a group"))]
        : [];
    case "aws_security_group":
      return listOf(held.ingress).map((rule) =>
        network(ports(objectOf(rule)), words(objectOf(rule).cidr_blocks, "a group")),
      );
    case "aws_eks_cluster":
      return clusterAccess(held);
    case "aws_s3_bucket_public_access_block":
      return Object.entries(held).flatMap(([key, on]) =>
        on === false
          ? [{ kind: "network", what: `${key} off`, who: "whomever a policy names", wide: true } as const]
          : [],
      );
    case "aws_vpn_connection":
    case "aws_dx_private_virtual_interface":
      return [network("the VPC", "the on-prem networks, over the link")];
    case "aws_eks_access_entry":
      return [identity("use the EKS API", `${words(held.principal_arn, "a role")}${groups(held)}`)];
    case "aws_eks_access_policy_association":
      return [identity(`do what ${words(held.policy_arn, "a policy")} allows`, words(held.principal_arn, "a role"))];
    case "aws_eks_pod_identity_association":
      return [
        identity(
          `take the role ${words(held.role_arn, "of AWS")}`,
          `pods of ${words(held.namespace, "?")}/${words(held.service_account, "?")}`,
        ),
      ];
    case "aws_iam_role_policy_attachment":
      return [identity(`do what ${words(held.policy_arn, "a policy")} allows`, words(held.role, "a role"))];
    case "kubernetes_role_binding_v1":
    case "kubernetes_cluster_role_binding_v1":
      return bindings(held);
    case "kubernetes_service_v1":
      return listOf(held.spec)
        .concat(isObject(held.spec) ? [held.spec] : [])
        .flatMap((spec) =>
          ["LoadBalancer", "NodePort"].includes(String(objectOf(spec).type))
            ? [network("a Service", "whoever reaches its address")]
            : [],
        );
    case "helm_release":
      return chartGrants(held);
    default:
      return [
        ...policy(held.assume_role_policy, "").map((found) => ({
          ...found,
          what: `take the role ${words(held.name, "")}`,
        })),
        ...policy(held.policy, words(held.role, "")),
      ];
  }
}

function network(what: string, who: string): Found {
  return { kind: "network", what, who, wide: /(^|[\s,"])(0\.0\.0\.0\/0|::\/0)/.test(who) };
}

function identity(what: string, who: string): Found {
  return { kind: "identity", what, who, wide: /ClusterAdmin|AdministratorAccess|cluster-admin/.test(what) };
}

function words(value: Json | undefined, otherwise: string): string {
  if (Array.isArray(value))
    return value.length === 0 ? otherwise : value.map((one: Json) => words(one, otherwise)).join(", ");
  return textOf(value) ?? otherwise;
}

function ports({ from_port, to_port, ip_protocol, protocol }: Readonly<Record<string, Json>>): string {
  const kind = String(ip_protocol ?? protocol ?? "any");
  if (kind === "-1") return "every port";
  return from_port === to_port ? `port ${from_port}/${kind}` : `ports ${from_port} to ${to_port}/${kind}`;
}

function source(rule: Readonly<Record<string, Json>>): string {
  return words(
    rule.cidr_ipv4 ?? rule.cidr_ipv6 ?? rule.prefix_list_id ?? rule.referenced_security_group_id,
    "members of another security group",
  );
}

function clusterAccess({ vpc_config }: Readonly<Record<string, Json>>): readonly Found[] {
  const config = objectOf(Array.isArray(vpc_config) ? (vpc_config[0] ?? null) : vpc_config);
  if (config.endpoint_public_access !== true) return [];
  const ranges = listOf(config.public_access_cidrs);
  return (ranges.length === 0 ? ["0.0.0.0/0"] : ranges).map((cidr) =>
    network("the EKS API, from the internet", String(cidr)),
  );
}

function groups({ kubernetes_groups }: Readonly<Record<string, Json>>): string {
  const named = words(kubernetes_groups, "");
  return named === "" ? "" : `, as ${named}`;
}

function bindings(held: Readonly<Record<string, Json>>): readonly Found[] {
  const role = words(
    objectOf(Array.isArray(held.role_ref) ? (held.role_ref[0] ?? null) : held.role_ref).name,
    "a role",
  );
  const where = objectOf(Array.isArray(held.metadata) ? (held.metadata[0] ?? null) : held.metadata).namespace;
  return listOf(held.subject).map((subject) =>
    identity(
      `do what ${role} allows${where === undefined || where === null ? "" : ` in ${String(where)}`}`,
      `${objectOf(subject).kind} ${objectOf(subject).name}`,
    ),
  );
}

/** What values of the platform's own charts open: hosts of routes, and keys of the object store. */
function chartGrants({ values }: Readonly<Record<string, Json>>): readonly Found[] {
  return listOf(values).flatMap((text) => {
    const { route, identities } = objectOf(documentIn(text));
    const host = textOf(objectOf(route).host);
    const keys = Object.entries(objectOf(objectOf(identities).users));
    return [
      ...(host === undefined ? [] : [network(`the model at ${host}`, "whoever reaches the gateway")]),
      ...keys.flatMap(([secret, allowed]) => policy(allowed, `who reads the Secret ${secret.replace(".", "/")}`)),
    ];
  });
}

/** Statements of a policy that allow something. */
function policy(text: Json | undefined, who: string): readonly Found[] {
  const document = documentIn(text);
  if (!isObject(document)) return [];
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement ?? null];
  return statements
    .filter((one: Json) => objectOf(one).Effect === "Allow")
    .map((one: Json) => {
      const { Action, Resource, Principal, Condition } = objectOf(one);
      const named = isObject(Principal)
        ? Object.values(Principal)
            .map((value) => words(value, ""))
            .join(", ")
        : words(Principal, "");
      const actions = words(Action, "");
      const anyone = named === "*" && Condition === undefined;
      const wide = anyone || actions === "*";
      const whom = named === "" ? who || "whoever has the policy" : named;
      return {
        kind: "identity",
        what: `${actions}${Resource === undefined ? "" : ` on ${words(Resource, "")}`}`,
        who: whom,
        wide,
        parts: each(Action).flatMap((action) => each(Resource).map((thing) => canonical([whom, action, thing, wide]))),
      };
    });
}

/** The parts of what is one text or a list of them. */
function each(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [value ?? null];
}
