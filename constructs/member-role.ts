import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1";
import { Construct } from "constructs";

/** Properties for {@link MemberRole}. */
export interface MemberRoleProps {
  readonly name: string;
  /** False where runs arrive from another cluster: members then look, and submit there. */
  readonly submits: boolean;
}

const LOOK = ["get", "list", "watch"];
const WORK = [...LOOK, "create", "update", "patch", "delete", "deletecollection"];

/**
 * What a member of a team may do in the team's namespaces.
 *
 * Defines a `kubernetes_cluster_role_v1`; bindings give it, one a namespace. Members make Jobs and JobSets, never pods: what they submit
 * passes a queue, and what it serves they reach where it runs. Secrets are never read.
 */
export class MemberRole extends Construct {
  public readonly role: ClusterRoleV1;

  constructor(scope: Construct, id: string, { name, submits }: MemberRoleProps) {
    super(scope, id);
    this.role = new ClusterRoleV1(this, "Default", {
      metadata: { name },
      rule: [
        { apiGroups: ["batch"], resources: ["jobs"], verbs: submits ? WORK : LOOK },
        { apiGroups: ["jobset.x-k8s.io"], resources: ["jobsets"], verbs: submits ? WORK : LOOK },
        { apiGroups: ["kueue.x-k8s.io"], resources: ["localqueues", "workloads"], verbs: LOOK },
        {
          apiGroups: [""],
          resources: ["pods", "pods/log", "services", "endpoints", "events", "resourcequotas", "limitranges"],
          verbs: LOOK,
        },
        // how a notebook is reached; nobody enters a pod.
        ...(submits ? [{ apiGroups: [""], resources: ["pods/portforward"], verbs: ["create", "get"] }] : []),
        { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: LOOK },
        { apiGroups: [""], resources: ["configmaps", "persistentvolumeclaims"], verbs: submits ? WORK : LOOK },
      ],
    });
  }
}
