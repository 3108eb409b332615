import { createHash } from "node:crypto";
import { DataKubernetesResources } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";
import type { StoreReach } from "./model-network-policy";
import { PlanWarning } from "./plan-warning";
import { policyDocument, type Statement } from "./policy-document";
import { egressTo } from "./traffic";

/** Who has a key of the store. */
export interface StoreUsers {
  /** Image with a shell and curl, by reference. */
  readonly image: string;
  /** Name that the platform's users begin with: users of others are left alone. */
  readonly platform: string;
  /**
   * Where the keys come from: `iam` makes users by AWS's IAM at the store's endpoint, `ownIam` makes the administrator's key before,
   * `administrator` looks for Secrets that somebody has made, and `rook` brings the keys that Rook gives its users.
   */
  readonly from: "iam" | "ownIam" | "administrator" | "rook";
  /** What each may do, by the Secret that holds its key (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY). */
  readonly users: readonly {
    readonly namespace: string;
    readonly secret: string;
    /** What it is called in the store; AWS's IAM has the platform's name before it. */
    readonly user: string;
    readonly statements: readonly Statement[];
  }[];
  /** Ranges of this cluster's own API server. */
  readonly apiServerRanges: readonly string[];
}

/** Pods of a store that runs in the job's namespace. */
export interface StoreServers {
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of the namespaces whose pods may ask it. */
  readonly clients: Readonly<Record<string, string>>;
  readonly port: number;
}

/** Buckets that a job makes by S3. */
export interface MadeBuckets {
  /** Image with a shell and rclone, by reference. */
  readonly image: string;
  /** Address of the store. */
  readonly endpoint: string;
  /** Region that its clients sign with. */
  readonly region: string;
  /** Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of whoever may make buckets and users. */
  readonly credentialsSecret: string;
  readonly buckets: readonly string[];
}

/** Buckets and users that Rook makes, of objects that ask it to. */
export interface ClaimedBuckets {
  /** Namespace of Rook and its Ceph cluster. */
  readonly namespace: string;
  /** Name of the object store. */
  readonly store: string;
  /** Storage class of claims of buckets. */
  readonly bucketClass: string;
  /** User that owns the buckets. */
  readonly owner: string;
  /** Policies of the buckets, in JSON, by bucket. */
  readonly policies: Readonly<Record<string, string>>;
}

/** Properties for {@link ObjectStore}. */
export interface ObjectStoreProps {
  /** Namespace of the jobs, with the administrator's key. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Who makes the buckets: a job, or Rook. */
  readonly from: MadeBuckets | { readonly claims: ClaimedBuckets };
  /** @default - nobody: the buckets alone are made */
  readonly identities?: StoreUsers;
  /** @default - the store runs elsewhere */
  readonly servers?: StoreServers;
  /** Where the store is reached. */
  readonly reach: StoreReach;
  /**
   * What must be there before: every namespace with a Secret.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * The platform's part of an S3-compatible object store: its buckets, who has a key, and who may talk to its servers.
 *
 * Defines a release of the chart `object-store`: a Job that makes the buckets that are missing, or what asks Rook for them; a Job that makes users and
 * fills their Secrets, or names those that are missing, at once and every hour; and network policies. Plans warn while the latter fails. Nothing
 * waits for the jobs, and no key is in a state or a release. It removes no bucket, and installs no store.
 */
export class ObjectStore extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, props: ObjectStoreProps) {
    super(scope, id);
    const { namespace, reach, identities, dependsOn, from, ...values } = props;
    const users = identities && identities.users.length > 0 ? identities : undefined;
    this.chart = new ChartRelease(this, "Default", {
      chart: "object-store",
      name: RELEASE,
      namespace,
      dependsOn,
      values: {
        ...values,
        ...from,
        // what Rook is asked for, the API server is told.
        ...(!("claims" in from) && { egress: egressTo(reach) }),
        ...(users && { identities: userValues(users) }),
      },
    });
    if (users) this.warn(namespace, "claims" in from ? from.claims.namespace : undefined);
  }

  /** A Secret itself must not be read: its keys would be in the state. */
  private warn(namespace: string, rook?: string): void {
    const { fqn } = new DataKubernetesResources(this, "identities", {
      apiVersion: "batch/v1",
      kind: "Job",
      namespace,
      labelSelector: `app.kubernetes.io/name=${JOB}`,
    });
    // the last that was started counts.
    const well = "try(job.status.succeeded, 0) > 0 || try(job.status.failed, 0) == 0";
    const said = `"\${try(job.status.startTime, "")} \${${well}}"`;
    new PlanWarning(this, "warning", {
      name: "object_store_identities",
      condition: `try(endswith(reverse(sort([for job in ${fqn}.objects : ${said}]))[0], "true"), true)`,
      message: `keys of the object store are missing: kubectl -n ${namespace} logs -l app.kubernetes.io/name=${JOB} names each Secret, or says what the store refuses${rook === undefined ? "" : `; Ceph takes a while to start: kubectl -n ${rook} get cephcluster,cephobjectstore`}`,
    });
  }
}

const RELEASE = "object-store";
const JOB = `${RELEASE}-identities`;

function userValues({ users, ...values }: StoreUsers): object {
  const byKey = (of: (one: StoreUsers["users"][number]) => string) =>
    Object.fromEntries(users.map((one) => [`${one.namespace}.${one.secret}`, of(one)]));
  return {
    ...values,
    users: byKey(({ user, statements }) => (values.from === "rook" ? user : policyDocument(...statements))),
    ...((values.from === "iam" || values.from === "ownIam") && {
      names: byKey(({ user }) => iamUserName(values.platform, user)),
    }),
  };
}

/** Longest name of a user in AWS's IAM, and in Ceph's. */
const USER_NAME_MAX = 64;

/** What a user is called in the store: it begins with the platform's name, and two that are too long stay apart by a hash. */
function iamUserName(platform: string, user: string): string {
  const name = `${platform}@${user}`;
  if (name.length <= USER_NAME_MAX) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, USER_NAME_MAX - hash.length - 1)}-${hash}`;
}
