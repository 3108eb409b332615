import { ClusterRoleBindingV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-binding-v1";
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { Construct } from "constructs";

/** Properties for {@link BurstWorker}. */
export interface BurstWorkerProps {
  /** Name of the ClusterRole and its binding. */
  readonly name: string;
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
}

const COPY = ["create", "delete", "get", "list", "watch"];

/**
 * Who another cluster's Kueue is in this one.
 *
 * Defines a service account and the least that MultiKueue needs of it: copies of Jobs and JobSets, their status, and Kueue's workloads. It
 * makes no token: whoever may ask for one gets a short one from the API server.
 *
 * @see https://kueue.sigs.k8s.io/docs/tasks/manage/setup_multikueue/
 */
export class BurstWorker extends Construct {
  constructor(scope: Construct, id: string, { name, serviceAccount }: BurstWorkerProps) {
    super(scope, id);
    const account = new ServiceAccountV1(this, "service-account", {
      metadata: { ...serviceAccount },
      automountServiceAccountToken: false,
    });
    const role = new ClusterRoleV1(this, "role", {
      metadata: { name },
      rule: [
        { apiGroups: ["batch"], resources: ["jobs"], verbs: COPY },
        { apiGroups: ["batch"], resources: ["jobs/status"], verbs: ["get"] },
        { apiGroups: ["jobset.x-k8s.io"], resources: ["jobsets"], verbs: COPY },
        { apiGroups: ["jobset.x-k8s.io"], resources: ["jobsets/status"], verbs: ["get"] },
        { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads"], verbs: [...COPY, "patch", "update"] },
        { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads/status"], verbs: ["get", "patch", "update"] },
      ],
    });
    new ClusterRoleBindingV1(this, "binding", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
      subject: [{ kind: "ServiceAccount", name: account.metadata.name, namespace: account.metadata.namespace }],
    });
  }
}
