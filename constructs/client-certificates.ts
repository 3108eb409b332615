import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";

/** Properties for {@link ClientCertificates}. */
export interface ClientCertificatesProps {
  /** Namespace of the certificates and of the Secrets that hold them. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** ClusterIssuer of cert-manager. */
  readonly issuer: string;
  /** Certificates, by name: whom each names, and the Secret that holds it. */
  readonly certificates: Readonly<Record<string, { readonly commonName: string; readonly secret: string }>>;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Days that a certificate holds, and before its end that it is renewed: a week without an issuer is no loss. */
const DAYS = { holds: 30, renewed: 10 } as const;

/**
 * Client certificates that cert-manager issues and renews.
 *
 * Defines a release of the chart `certificates`. Keys are made in the cluster and stay there. It makes no issuer: its administrator does.
 */
export class ClientCertificates extends Construct {
  constructor(scope: Construct, id: string, props: ClientCertificatesProps) {
    super(scope, id);
    const { namespace, annotations, issuer, certificates, dependsOn } = props;
    const hours = (days: number) => `${days * 24}h`;
    new ChartRelease(this, "Default", {
      chart: "certificates",
      name: "certificates",
      namespace,
      dependsOn,
      values: { annotations, issuer, duration: hours(DAYS.holds), renewBefore: hours(DAYS.renewed), certificates },
    });
  }
}
