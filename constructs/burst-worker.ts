import { ClusterRoleBindingV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-binding-v1";
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/** Properties for {@link BurstWorker}. */
export interface BurstWorkerProps {
  /** What the names of its roles begin with. */
  readonly name: string;
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
  /** Namespaces, by a key of theirs, that it may put workloads in. */
  readonly namespaces: ReadonlyMap<string, string>;
}

const GROUP = "rbac.authorization.k8s.io";

/** MultiKueue watches all namespaces at once. */
const WATCHES = [
  { apiGroups: ["batch"], resources: ["jobs", "jobs/status"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["jobset.x-k8s.io"], resources: ["jobsets", "jobsets/status"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads", "workloads/status"], verbs: ["get", "list", "watch"] },
];

const SENDS = [
  { apiGroups: ["batch"], resources: ["jobs"], verbs: ["create", "delete"] },
  { apiGroups: ["jobset.x-k8s.io"], resources: ["jobsets"], verbs: ["create", "delete"] },
  { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads"], verbs: ["create", "delete", "patch", "update"] },
  { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads/status"], verbs: ["patch", "update"] },
];

/**
 * Who another cluster's Kueue is in this one.
 *
 * Defines a service account that sees Jobs, JobSets and workloads everywhere, and makes and ends them in the named namespaces only: whoever
 * steals its token starts no pod beside the cluster's own. It makes no token; the API server gives short ones to whoever may ask.
 *
 * @see https://kueue.sigs.k8s.io/docs/tasks/manage/setup_multikueue/
 */
export class BurstWorker extends Construct {
  /** What must be there before anyone sends as this identity. */
  public readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { name, serviceAccount, namespaces }: BurstWorkerProps) {
    super(scope, id);
    const account = new ServiceAccountV1(this, "service-account", {
      metadata: { ...serviceAccount },
      automountServiceAccountToken: false,
    });
    const subject = [{ kind: "ServiceAccount", name: account.metadata.name, namespace: account.metadata.namespace }];
    const role = (part: string, rule: typeof WATCHES) =>
      new ClusterRoleV1(this, part, { metadata: { name: `${name}-${part}` }, rule }).metadata.name;
    const watchesAll = new ClusterRoleBindingV1(this, "watches-all", {
      metadata: { name: `${name}-watches` },
      roleRef: { apiGroup: GROUP, kind: "ClusterRole", name: role("watches", WATCHES) },
      subject,
    });
    this.ready = [account, watchesAll];
    const sends = role("sends", SENDS);
    const sendsTo = new Construct(this, "sends-to");
    for (const [key, namespace] of namespaces)
      new RoleBindingV1(sendsTo, key, {
        metadata: { name: `${name}-sends`, namespace },
        roleRef: { apiGroup: GROUP, kind: "ClusterRole", name: sends },
        subject,
      });
  }
}
