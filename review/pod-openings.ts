import { blockOf, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "./json";
import type { Opening } from "./report";

/** Types whose pods are described as Terraform's provider of Kubernetes does. */
const WITH_PODS =
  /^kubernetes_(pod|deployment|daemonset|daemon_set|stateful_set|job|cron_job|replication_controller)(_v1)?$/;

/** What pods may do to the node that they run on and could not before. */
export function podOpenings(type: string, before: Json, after: Json): readonly Opening[] {
  if (!WITH_PODS.test(type)) return [];
  const old = new Set(powers(before).map(([what]) => what));
  const name = textOf(blockOf(objectOf(after).metadata).name) ?? "this object";
  return powers(after)
    .filter(([what]) => !old.has(what))
    .map(([what, wide]) => ({ kind: "identity", what, who: `pods of ${name}`, wide }));
}

type Power = readonly [what: string, wide: boolean];

/** Of every description of pods below a value. */
function powers(value: Json): readonly Power[] {
  if (Array.isArray(value)) return listOf(value).flatMap(powers);
  if (!isObject(value)) return [];
  const containers = [value.container, value.init_container].flatMap(listOf).map(objectOf);
  const inside = Object.values(value).flatMap(powers);
  return containers.length === 0 ? inside : [...ofPod(value), ...containers.flatMap(ofContainer), ...inside];
}

function ofPod(spec: JsonObject): readonly Power[] {
  const shared = ["host_network", "host_pid", "host_ipc"].filter((key) => spec[key] === true);
  const paths = listOf(spec.volume).flatMap((volume) => textOf(blockOf(objectOf(volume).host_path).path) ?? []);
  return [
    ...shared.map(
      (key): Power => [
        `use the node's ${{ host_network: "network", host_pid: "processes" }[key] ?? "memory"} (${key})`,
        true,
      ],
    ),
    ...paths.map((path): Power => [`reach ${path} of the node`, path === "/"]),
  ];
}

function ofContainer(container: JsonObject): readonly Power[] {
  const held = blockOf(container.security_context);
  const added = listOf(blockOf(held.capabilities).add).map(String);
  return [
    ...(held.privileged === true ? [["do everything on the node (privileged)", true] as const] : []),
    ...(held.allow_privilege_escalation === true
      ? [["gain privileges (allow_privilege_escalation)", false] as const]
      : []),
    ...(String(held.run_as_user ?? "") === "0" ? [["run as root", false] as const] : []),
    ...added.map((one): Power => [`use the capability ${one}`, one === "ALL" || one === "SYS_ADMIN"]),
  ];
}
