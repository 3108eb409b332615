import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1";
import { Construct } from "constructs";

/** Properties for {@link TokenRequester}. */
export interface TokenRequesterProps {
  /** Name of its role and binding. */
  readonly name: string;
  /** Kubernetes group that may ask. */
  readonly group: string;
  /** Service account whose tokens it may ask for. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
}

/**
 * Who may ask for tokens of one service account, and nothing else.
 *
 * Defines a role and its binding to a group. Who is in the group is said elsewhere.
 */
export class TokenRequester extends Construct {
  public readonly binding: RoleBindingV1;

  constructor(scope: Construct, id: string, { name, group, serviceAccount }: TokenRequesterProps) {
    super(scope, id);
    const { namespace } = serviceAccount;
    const { metadata } = new RoleV1(this, "role", {
      metadata: { name, namespace },
      rule: [
        {
          apiGroups: [""],
          resources: ["serviceaccounts/token"],
          resourceNames: [serviceAccount.name],
          verbs: ["create"],
        },
      ],
    });
    this.binding = new RoleBindingV1(this, "binding", {
      metadata: { name, namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
      subject: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group }],
    });
  }
}
