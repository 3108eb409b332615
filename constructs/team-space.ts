import { LimitRangeV1 } from "@cdktf/provider-kubernetes/lib/limit-range-v1";
import { ResourceQuotaV1 } from "@cdktf/provider-kubernetes/lib/resource-quota-v1";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { literal } from "./literal";
import { Namespace } from "./namespace";
import { type Destination, Traffic } from "./traffic";

/** Properties for {@link TeamSpace}. */
export interface TeamSpaceProps {
  /** Name of the namespace. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Kubernetes groups of the members; nobody enters where it is empty. */
  readonly groups: readonly string[];
  /** ClusterRole that the members hold in this namespace, and in no other. */
  readonly memberRole: string;
  /** Identity of the runs. */
  readonly serviceAccount: string;
  /** What runs may reach beside each other and DNS. */
  readonly destinations: readonly Destination[];
  /**
   * Namespaces that runs may reach, with their TCP ports.
   *
   * @default []
   */
  readonly namespaces?: readonly { readonly namespace: string; readonly ports: readonly number[] }[];
  /**
   * What ends the runs: the namespace goes before it does.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Enough for a large team's runs; it stops a loop that submits for ever, and nothing that is reachable from outside passes. JobSets are
 * counted by their Jobs: the quota controller learns of a kind that a chart brings minutes later, and the API server refuses every object
 * of it until then ("status unknown for quota").
 */
const OBJECTS = {
  pods: "5000",
  "count/jobs.batch": "2000",
  services: "500",
  "services.loadbalancers": "0",
  "services.nodeports": "0",
  configmaps: "500",
  secrets: "200",
  persistentvolumeclaims: "50",
  "requests.storage": "10Ti",
} as const;

/** What a container gets that asks for nothing. Kueue counts a request that is there, and only that: none may be 0. */
const DEFAULT_REQUEST = { cpu: "1", memory: "2Gi" } as const;
const LEAST_REQUEST = { cpu: "10m", memory: "16Mi" } as const;

/**
 * A team's namespace in one cluster.
 *
 * Defines the namespace, its quota of objects and storage, default requests, its traffic, the members' rights and the identity of its runs.
 * It says nothing of GPUs: Kueue alone counts them, or borrowing would end at this quota. Queues are not part of it.
 */
export class TeamSpace extends Construct {
  public readonly namespace: Namespace;

  constructor(scope: Construct, id: string, props: TeamSpaceProps) {
    super(scope, id);
    const { name, labels, annotations, groups, memberRole, serviceAccount, destinations, namespaces = [] } = props;
    const { dependsOn } = props;
    this.namespace = new Namespace(this, "namespace", { name, labels, annotations, dependsOn });
    const namespace = this.namespace.ref;
    new ResourceQuotaV1(this, "quota", { metadata: { name: "objects", namespace }, spec: { hard: OBJECTS } });
    new LimitRangeV1(this, "limits", {
      metadata: { name: "requests", namespace },
      spec: { limit: [{ type: "Container", defaultRequest: DEFAULT_REQUEST, min: LEAST_REQUEST }] },
    });
    new Traffic(this, "traffic", { namespace, within: true, to: destinations, toNamespaces: namespaces });
    new ServiceAccountV1(this, "service-account", {
      metadata: { name: serviceAccount, namespace },
      automountServiceAccountToken: false,
    });
    if (groups.length > 0)
      new RoleBindingV1(this, "members", {
        metadata: { name: "members", namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: memberRole },
        subject: groups.map((group) => ({
          apiGroup: "rbac.authorization.k8s.io",
          kind: "Group",
          name: literal(group),
        })),
      });
  }
}
