import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { RolesanywhereProfile } from "@cdktf/provider-aws/lib/rolesanywhere-profile";
import { RolesanywhereTrustAnchor } from "@cdktf/provider-aws/lib/rolesanywhere-trust-anchor";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { allow } from "./inline-policy";
import { policyDocument, type Statement } from "./policy-document";

/** Someone outside AWS who takes a role with a certificate. */
export interface OutsideIdentity {
  readonly roleName: string;
  readonly profileName: string;
  /** Common name that the certificate must have. */
  readonly commonName: string;
  /** What it may do; nothing where there is none. */
  readonly statements: readonly Statement[];
}

/** Properties for {@link RolesAnywhere}. */
export interface RolesAnywhereProps {
  readonly trustAnchorName: string;
  /** Public certificates of the CA, in PEM. */
  readonly certificates: string;
  /** Identities by purpose. */
  readonly identities: ReadonlyMap<string, OutsideIdentity>;
  /** SSM parameter that says where anchor and profiles are: their ARNs hold random ids. */
  readonly parameterName: string;
}

/** Longest session: what a session is for asks for a new one in time. */
const SESSION_SEC = 3600;

/**
 * Roles for what runs outside AWS and shows a certificate of one CA.
 *
 * Defines the trust anchor, a role and a profile for each identity, and a parameter with their ARNs. A role's trust names this anchor and
 * one common name: another certificate of the same CA does not take it.
 *
 * @see https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 */
export class RolesAnywhere extends Construct {
  public readonly roles: readonly IamRole[];

  constructor(scope: Construct, id: string, props: RolesAnywhereProps) {
    super(scope, id);
    const anchor = new RolesanywhereTrustAnchor(this, "anchor", {
      name: props.trustAnchorName,
      enabled: true,
      source: { sourceType: "CERTIFICATE_BUNDLE", sourceData: { x509CertificateData: props.certificates } },
    });
    const made = [...props.identities].map(([purpose, { roleName, profileName, commonName, statements }]) => {
      const place = new Construct(this, purpose);
      const role = new IamRole(place, "role", {
        name: roleName,
        description: `On-prem: ${purpose}`,
        assumeRolePolicy: policyDocument({
          sid: "Trust",
          principal: { service: "rolesanywhere.amazonaws.com" },
          actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
          conditions: {
            StringEquals: { "aws:PrincipalTag/x509Subject/CN": commonName },
            ArnEquals: { "aws:SourceArn": anchor.arn },
          },
        }),
      });
      allow(place, role, statements, "let fewer datasets and models cross");
      const profile = new RolesanywhereProfile(place, "profile", {
        name: profileName,
        enabled: true,
        roleArns: [role.arn],
        durationSeconds: SESSION_SEC,
      });
      return { purpose, role, profile };
    });
    this.roles = made.map(({ role }) => role);
    const arns = (of: "role" | "profile") => Object.fromEntries(made.map((one) => [one.purpose, one[of].arn]));
    new SsmParameter(this, "where", {
      name: props.parameterName,
      description: "What the on-prem cluster is in this account",
      type: "String",
      value: JSON.stringify({ trustAnchorArn: anchor.arn, profileArns: arns("profile"), roleArns: arns("role") }),
    });
  }
}
