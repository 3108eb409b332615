import { valuesAreMarked } from "./chart-protections";
import { goneWithIt } from "./gone-with-it";
import { blockOf, canonical, isObject, type Json, listOf, objectOf, textOf } from "./json";
import { documentIn } from "./plan/attributes";
import { HIDDEN, type Secrets } from "./plan/secrets";
import { podOpenings } from "./pod-openings";
import { policyOpenings, roleOpenings } from "./policy-openings";
import type { Opening, OpeningRow } from "./report";
import type { ResourceChange } from "./resource-changes";
import type { SynthesizedState } from "./synthesized-state";

/** What can be reached after a change and could not before, and who may do what they could not do. */
export function openings(
  changes: readonly ResourceChange[],
  secrets: Secrets,
  states: readonly SynthesizedState[],
): readonly OpeningRow[] {
  return changes.flatMap((change) => {
    if (change.action === "destroy" && goneWithIt(change, changes)) return [];
    if (change.action === "destroy") return lowered(change).map((found) => placed(change, found, secrets));
    const { type } = change;
    const [older, newer] = [resolved(change.before, change, states), named(change, states)];
    const before = new Set(grants(type, older).map(canonical));
    const fresh = [
      ...grants(type, newer).filter((found) => !before.has(canonical(found))),
      ...policyOpenings(type, older, newer),
      ...(/^kubernetes_(cluster_)?role(_v1)?$/.test(type) ? roleOpenings(older, newer) : []),
      ...podOpenings(type, older, newer),
    ];
    const hidden = change.type === "helm_release" && valuesAreMarked(change) ? { what: HIDDEN, who: HIDDEN } : {};
    return fresh.map((found) => placed(change, { ...found, ...hidden }, secrets));
  });
}

/** Attributes that name another object by an id, or hold its ARN in a policy, which only the apply knows where it is new. */
const NAMING = [
  "role",
  "role_arn",
  "principal_arn",
  "security_group_id",
  "referenced_security_group_id",
  "policy",
  "assume_role_policy",
];

/** What a change leads to, with the names of the objects that it refers to where their ids are not known yet. */
function named(change: ResourceChange, states: readonly SynthesizedState[]): Json {
  const { stack, address, after } = change;
  const config = states.find((state) => state.stack === stack)?.resources.get(address)?.config;
  if (!config || !isObject(after)) return resolved(after, change, states);
  const known = NAMING.flatMap((key): [string, Json][] => {
    const written = textOf(config[key]);
    return textOf(after[key]) !== undefined || written === undefined || !written.includes("${") ? [] : [[key, written]];
  });
  return resolved({ ...after, ...Object.fromEntries(known) }, change, states);
}

/** A value in which references to objects of the same state are their names. */
function resolved(value: Json, change: ResourceChange, states: readonly SynthesizedState[]): Json {
  const resources = states.find(({ stack }) => stack === change.stack)?.resources;
  const visit = (inner: Json): Json => {
    if (Array.isArray(inner)) return inner.map(visit);
    if (isObject(inner)) return Object.fromEntries(Object.entries(inner).map(([key, held]) => [key, visit(held)]));
    if (typeof inner !== "string" || !inner.includes("${")) return inner;
    return inner.replace(/\$\{([a-z0-9_]+\.[\w-]+)\.[\w.[\]]+\}/g, (_, reference: string) => {
      const other = resources?.get(reference)?.config;
      return textOf(other?.name) ?? textOf(objectOf(other?.tags).Name) ?? reference;
    });
  };
  return visit(value);
}

function placed({ stack, address }: ResourceChange, found: Opening, secrets: Secrets): OpeningRow {
  return { ...found, what: secrets.clean(found.what), who: secrets.clean(found.who), stack, address };
}

/** A protection that goes away opens what it closed. */
function lowered({ type }: ResourceChange): readonly Opening[] {
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
function grants(type: string, value: Json): readonly Opening[] {
  const held = objectOf(value);
  switch (type) {
    case "aws_vpc_security_group_ingress_rule":
      return [network(`${ports(held)} of ${words(held.security_group_id, "a security group")}`, source(held))];
    case "aws_security_group_rule":
      return held.type === "ingress"
        ? sources(held).map((who) =>
            network(`${ports(held)} of ${words(held.security_group_id, "a security group")}`, who),
          )
        : [];
    case "aws_security_group":
    case "aws_default_security_group":
      return listOf(held.ingress)
        .map(objectOf)
        .flatMap((rule) =>
          sources(rule).map((who) => network(`${ports(rule)} of ${words(held.name, "a security group")}`, who)),
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
      return [];
  }
}

function network(what: string, who: string): Opening {
  return { kind: "network", what, who, wide: /(^|[\s,"])(0\.0\.0\.0\/0|::\/0)/.test(who) };
}

function identity(what: string, who: string): Opening {
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

/** Whom an older kind of rule lets in, one by one. */
function sources(rule: Readonly<Record<string, Json>>): readonly string[] {
  const { cidr_blocks, ipv6_cidr_blocks, prefix_list_ids, security_groups, source_security_group_id, self } = rule;
  const told = [cidr_blocks, ipv6_cidr_blocks, prefix_list_ids, security_groups].flatMap(listOf).map(String);
  const other = textOf(source_security_group_id);
  return [...told, ...(other === undefined ? [] : [other]), ...(self === true ? ["members of the group itself"] : [])];
}

function clusterAccess({ vpc_config }: Readonly<Record<string, Json>>): readonly Opening[] {
  const config = blockOf(vpc_config);
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

function bindings(held: Readonly<Record<string, Json>>): readonly Opening[] {
  const role = words(blockOf(held.role_ref).name, "a role");
  const where = blockOf(held.metadata).namespace;
  return listOf(held.subject).map((subject) =>
    identity(
      `do what ${role} allows${where === undefined || where === null ? "" : ` in ${String(where)}`}`,
      `${objectOf(subject).kind} ${objectOf(subject).name}`,
    ),
  );
}

/** Hosts of routes, which values of the platform's own charts open. */
function chartGrants({ values }: Readonly<Record<string, Json>>): readonly Opening[] {
  return listOf(values).flatMap((text) => {
    const host = textOf(objectOf(objectOf(documentIn(text)).route).host);
    return host === undefined ? [] : [network(`the model at ${host}`, "whoever reaches the gateway")];
  });
}
