import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";

/** What a cluster is at AWS for one purpose. */
export interface AwsIdentity {
  /** ConfigMap that tells jobs the ARNs. */
  readonly configMap: string;
  readonly roleArn: string;
  /** ARN of the profile of IAM Roles Anywhere; may be a reference. */
  readonly profileArn: string;
  /**
   * What AWS alone knows besides, by key of the ConfigMap; values may be references.
   *
   * @default - nothing
   */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Properties for {@link BurstCredential}. */
export interface BurstCredentialProps {
  /** Name of the job and of what belongs to it. */
  readonly name: string;
  /** Namespace of the job, with the certificate. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly region: string;
  /** ARN of the trust anchor; may be a reference. */
  readonly trustAnchorArn: string;
  /** Every identity of the cluster, by purpose. */
  readonly identities: Readonly<Record<string, AwsIdentity>>;
  /** The purpose that the job itself has. */
  readonly purpose: string;
  /** Secret with the job's certificate. */
  readonly certificateSecret: string;
  /** Images: AWS's credential helper, and one with a shell, curl and the AWS CLI. */
  readonly images: { readonly identity: string; readonly renew: string };
  /** The cluster that takes the runs; address and certificate, in base64, may be references. */
  readonly cluster: { readonly name: string; readonly endpoint: string; readonly certificateAuthority: string };
  /** Service account there by which runs are sent. */
  readonly account: { readonly namespace: string; readonly name: string };
  /** Secret that Kueue reads. */
  readonly secret: { readonly namespace: string; readonly name: string };
  /** Ranges of this cluster's own API server. */
  readonly apiServerRanges: readonly string[];
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** A token holds for half a day and is renewed every two hours: renewal may fail for ten. */
const TOKEN_SEC = 12 * 3600;
const EVERY_TWO_HOURS = "17 */2 * * *";
const RETRIES = 3;

/**
 * The credential by which this cluster's Kueue sends runs to another, renewed before it ends.
 *
 * Defines a release of the chart `burst-credential`: the ARNs of the cluster's identities, an empty Secret, and a job that fills it, first
 * when the release is made. No state holds the credential: the job takes it from one API server to the other.
 *
 * @see https://docs.aws.amazon.com/rolesanywhere/latest/userguide/credential-helper.html
 */
export class BurstCredential extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, props: BurstCredentialProps) {
    super(scope, id);
    const { name, namespace, trustAnchorArn, identities, purpose, cluster, dependsOn, ...values } = props;
    const own = identities[purpose];
    if (!own) throw new Error(`[${this.node.path}] identities have no purpose "${purpose}"`);
    const purposes = Object.entries(identities);
    this.chart = new ChartRelease(this, "Default", {
      chart: "burst-credential",
      name,
      namespace,
      dependsOn,
      values: {
        name,
        schedule: EVERY_TWO_HOURS,
        retries: RETRIES,
        tokenSeconds: TOKEN_SEC,
        identity: own.configMap,
        cluster: { name: cluster.name },
        identities: Object.fromEntries(purposes.map(([key, { configMap, roleArn }]) => [key, { configMap, roleArn }])),
        ...values,
      },
      computed: {
        "cluster.endpoint": cluster.endpoint,
        "cluster.certificateAuthority": cluster.certificateAuthority,
        trustAnchorArn,
        ...Object.fromEntries(
          purposes.flatMap(([key, { profileArn, facts = {} }]) => [
            [`identities.${key}.profileArn`, profileArn],
            ...Object.entries(facts).map(([name, value]) => [`identities.${key}.facts.${name}`, value]),
          ]),
        ),
      },
    });
  }
}
