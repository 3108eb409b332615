import { chartProtections, some } from "./chart-protections";
import { goneWithIt } from "./gone-with-it";
import { blockOf, type Json, listOf, objectOf, textOf } from "./json";
import { newWays } from "./network-rules";
import type { Secrets } from "./plan/secrets";
import type { ProtectionRow } from "./report";
import type { ResourceChange } from "./resource-changes";
import type { SynthesizedState } from "./synthesized-state";

/** A protection of one object: how strong it is, in words and as a number of which more is safer. */
interface Guard {
  readonly what: string;
  readonly strength: number;
  readonly words: string;
  /** True where data is lost, or open, without it. */
  readonly ofData: boolean;
}

/** Objects that protect others, and what goes with them. */
const GUARDIANS: Readonly<Record<string, readonly [what: string, ofData: boolean]>> = {
  aws_s3_bucket_versioning: ["versions of a bucket's objects", true],
  aws_s3_bucket_policy: ["a bucket's policy: TLS, and who may read", true],
  aws_s3_bucket_public_access_block: ["a bucket's public access block", true],
  aws_s3_bucket_server_side_encryption_configuration: ["a bucket's encryption with our key", true],
  aws_budgets_budget: ["the budget and its alerts", false],
  aws_flow_log: ["the log of the network's traffic", false],
  aws_cloudwatch_metric_alarm: ["an alarm", false],
  kubernetes_network_policy_v1: ["a limit of what pods reach", false],
  kubernetes_resource_quota_v1: ["a namespace's quota of objects", false],
  kubernetes_pod_disruption_budget_v1: ["replicas that stay while nodes are drained", false],
};

/** What is protected less than before: by a plan, or by how the files differ. */
export function protections(
  changes: readonly ResourceChange[],
  before: readonly SynthesizedState[],
  after: readonly SynthesizedState[],
  secrets: Secrets,
): readonly ProtectionRow[] {
  const left = changes.filter((change) => change.action !== "destroy" || !goneWithIt(change, changes));
  const inCharts = left
    .filter(({ type }) => type === "helm_release")
    .flatMap((change) => {
      const { stack, address } = change;
      const state = [...after, ...before].find((one) => one.stack === stack && one.resources.has(address));
      const rows = chartProtections(change, state?.resources.get(address)?.config);
      return rows.map((row) => ({ ...row, stack, address }));
    });
  const found = [...left.flatMap(lowered), ...inCharts, ...after.flatMap((state) => unguarded(state, before))];
  return found.map((row) => ({ ...row, before: secrets.clean(row.before), after: secrets.clean(row.after) }));
}

function lowered({ stack, address, type, action, before, after }: ResourceChange): readonly ProtectionRow[] {
  if (action === "destroy" || action === "forget") {
    const guardian = GUARDIANS[type];
    return guardian ? [{ stack, address, what: guardian[0], before: "there", after: "gone", ofData: guardian[1] }] : [];
  }
  if (before === null || after === null) return [];
  if (/^kubernetes_network_policy/.test(type)) return wider(before, after).map((row) => ({ ...row, stack, address }));
  const now = new Map(guards(after).map((guard) => [guard.what, guard]));
  return guards(before).flatMap(({ what, strength, words, ofData }) => {
    const is = now.get(what);
    return is && is.strength < strength ? [{ stack, address, what, before: words, after: is.words, ofData }] : [];
  });
}

/** What a network policy lets through that it did not. */
function wider(before: Json, after: Json): readonly Omit<ProtectionRow, "stack" | "address">[] {
  const [old, now] = [blockOf(objectOf(before).spec), blockOf(objectOf(after).spec)];
  const ways = [["Ingress", "ingress", "comes to"] as const, ["Egress", "egress", "leaves"] as const];
  return ways.flatMap(([type, key, verb]) => {
    const what = `a limit of what ${verb} pods`;
    if (!listOf(old.policy_types).includes(type)) return [];
    if (!listOf(now.policy_types).includes(type)) return [{ what, before: "there", after: "gone", ofData: false }];
    const more = newWays(listOf(old[key]), listOf(now[key]));
    return more.length === 0 ? [] : [{ what, before: "narrower", after: `also ${some(more)}`, ofData: false }];
  });
}

/** Protections that attributes of an object are. */
function guards(value: Json): readonly Guard[] {
  const held = objectOf(value);
  const flag = (key: string, safe: boolean, ofData: boolean): Guard[] =>
    typeof held[key] === "boolean"
      ? [{ what: key, strength: held[key] === safe ? 1 : 0, words: String(held[key]), ofData }]
      : [];
  const days = number(held.retention_in_days);
  const window = number(held.deletion_window_in_days);
  const limit = number(held.limit_amount);
  const versioning = textOf(blockOf(held.versioning_configuration).status);
  const endpoint = blockOf(held.vpc_config).endpoint_public_access;
  const logs = held.enabled_cluster_log_types;
  const level = textOf(objectOf(blockOf(held.metadata).labels)["pod-security.kubernetes.io/enforce"]);
  return [
    ...flag("deletion_protection", true, true),
    ...flag("deletion_protection_enabled", true, true),
    ...flag("force_destroy", false, true),
    ...flag("encrypted", true, true),
    ...flag("enable_key_rotation", true, false),
    ...flag("block_public_acls", true, true),
    ...flag("block_public_policy", true, true),
    ...flag("ignore_public_acls", true, true),
    ...flag("restrict_public_buckets", true, true),
    ...(days === undefined
      ? []
      : // 0 keeps for ever.
        [
          guard(
            "log retention",
            days === 0 ? Number.POSITIVE_INFINITY : days,
            days === 0 ? "for ever" : `${days} days`,
          ),
        ]),
    ...(window === undefined
      ? []
      : [{ ...guard("waiting period of a deleted key", window, `${window} days`), ofData: true }]),
    ...(limit === undefined ? [] : [guard("budget", -limit, `${limit} ${textOf(held.limit_unit) ?? ""}`.trim())]),
    ...(versioning === undefined
      ? []
      : [{ ...guard("versions of a bucket's objects", versioning === "Enabled" ? 1 : 0, versioning), ofData: true }]),
    ...(typeof endpoint === "boolean" ? [guard("public endpoint", endpoint ? 0 : 1, endpoint ? "on" : "off")] : []),
    ...(Array.isArray(logs) ? [guard("kinds of control plane logs", logs.length, String(logs.length))] : []),
    ...(level === undefined ? [] : [guard("Pod Security", LEVELS.indexOf(level), level)]),
  ];
}

/** Levels of the Pod Security Standards, weakest first. */
const LEVELS: readonly string[] = ["privileged", "baseline", "restricted"];

function guard(what: string, strength: number, words: string): Guard {
  return { what, strength, words, ofData: false };
}

function number(value: Json | undefined): number | undefined {
  const read = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : undefined;
}

/** A block of which there is one, as a plan (a list) and as CDKTF (a mapping) writes it. */
/** Objects that `prevent_destroy` guarded and guards no more. A plan does not tell it. */
function unguarded(
  { stack, resources, moves }: SynthesizedState,
  before: readonly SynthesizedState[],
): ProtectionRow[] {
  const old = before.find((state) => state.stack === stack)?.resources;
  return [...resources.values()].flatMap(({ address, preventDestroy }) => {
    const was = old?.get(moves.get(address) ?? address) ?? old?.get(address);
    if (!was?.preventDestroy || preventDestroy) return [];
    return [{ stack, address, what: "prevent_destroy", before: "true", after: "false", ofData: true }];
  });
}
