import { BUCKETS, bucketName } from "../spec/names";
import type { Platform } from "../spec/platform";
import { type Dependents, dependentsOf } from "./blast-radius";
import { objectOf, textOf } from "./json";
import type { LossRow } from "./report";
import type { ResourceChange } from "./resource-changes";
import type { SynthesizedState } from "./synthesized-state";

/** What goes with an object of a type: data, or a service. */
const HOLDS: Readonly<Record<string, readonly [data: boolean, lost: string]>> = {
  aws_s3_bucket: [true, "every object in the bucket"],
  aws_s3_directory_bucket: [true, "every object in the bucket"],
  aws_fsx_lustre_file_system: [true, "files that were not exported to the buckets"],
  aws_kms_key: [true, "everything that is encrypted with the key, once its waiting period has passed"],
  aws_eks_cluster: [true, "everything in the cluster: runs, queues, served models, volumes"],
  aws_cloudwatch_log_group: [true, "its log entries"],
  aws_ecr_repository: [true, "its images"],
  aws_efs_file_system: [true, "its files"],
  aws_ebs_volume: [true, "its blocks"],
  aws_db_instance: [true, "its databases"],
  aws_rds_cluster: [true, "its databases"],
  aws_dynamodb_table: [true, "its items"],
  aws_secretsmanager_secret: [true, "its value"],
  kubernetes_namespace: [true, "everything in the namespace"],
  kubernetes_namespace_v1: [true, "everything in the namespace"],
  kubernetes_persistent_volume_claim: [true, "its volume's files"],
  kubernetes_persistent_volume_claim_v1: [true, "its volume's files"],
  kubernetes_secret: [true, "its values"],
  kubernetes_secret_v1: [true, "its values"],
  kubernetes_stateful_set_v1: [true, "its pods, and what they keep outside of volumes"],
  aws_eks_node_group: [false, "its nodes: pods on them start again elsewhere"],
  aws_vpc: [false, "the network: everything in it is made anew"],
  aws_vpn_connection: [false, "the link, until the other end has the new addresses and keys"],
  kubernetes_deployment_v1: [false, "its pods: the model does not answer meanwhile"],
  helm_release: [false, "what its chart made"],
};

/** Objects that a change destroys or replaces, those with data first. */
export function losses(
  changes: readonly ResourceChange[],
  states: readonly SynthesizedState[],
  platform: Platform,
): readonly LossRow[] {
  const dependents = dependentsOf(states);
  return changes
    .filter(({ action }) => action === "destroy" || action === "replace" || action === "forget")
    .map((change): LossRow => {
      const [data, lost] = HOLDS[change.type] ?? [false, "nothing that this program knows of"];
      const forgotten = change.action === "forget";
      return {
        stack: change.stack,
        address: change.address,
        action: forgotten
          ? "leaves the state, stays"
          : change.action === "destroy"
            ? "destroyed"
            : replaceWords(change),
        why: whyOf(change),
        lost: forgotten ? "nothing: nobody manages it from then on" : `${lost}${contents(change, platform)}`,
        data: data && !forgotten,
        dependents: dependentsIn(dependents, change),
      };
    })
    .sort((a, b) => Number(b.data) - Number(a.data));
}

function replaceWords({ createFirst }: ResourceChange): string {
  return createFirst ? "replaced, the new one first" : "replaced, the old one goes first";
}

function whyOf({ action, forcing, reason, source, deposed }: ResourceChange): string {
  if (forcing.length > 0) return `${forcing.join(", ")} cannot change in place`;
  if (reason !== undefined) return REASONS[reason] ?? reason.replaceAll("_", " ");
  if (action === "destroy" && source === "files") return "it is no longer in the files";
  if (deposed !== undefined) return "an earlier replacement left it behind";
  // any other plan gives a reason.
  if (action === "destroy") return "the plan was asked to destroy it";
  return "Terraform does not say why";
}

const REASONS: Readonly<Record<string, string>> = {
  delete_because_no_resource_config: "it is no longer in the configuration",
  replace_because_tainted: "it is tainted: an earlier apply ended halfway",
  replace_by_request: "it was asked for with -replace",
};

/** The datasets in a bucket of the platform. */
function contents({ before }: ResourceChange, platform: Platform): string {
  const name = textOf(objectOf(before).bucket);
  const { cloud } = platform;
  const purpose = cloud && BUCKETS.find((one) => bucketName(platform, one, cloud.account, cloud.region.name) === name);
  if (purpose !== "datasets") return "";
  const held = platform.datasets.filter(({ home, cachedOn }) => home === "cloud" || cachedOn.includes("cloud"));
  return held.length === 0 ? "" : ` (${held.map((one) => `${one.name}, ${one.sizeGiB} GiB`).join("; ")})`;
}

/** How many objects of each state depend on one. */
function dependentsIn(dependents: Dependents, { stack, address }: ResourceChange): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const who of dependents.get(`${stack} ${address}`) ?? []) {
    const [state = "", named = ""] = who.split(" ");
    if (!named.startsWith("data.")) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** All of them. */
export function dependentCount({ dependents }: Pick<LossRow, "dependents">): number {
  return Object.values(dependents).reduce((sum, count) => sum + count, 0);
}
