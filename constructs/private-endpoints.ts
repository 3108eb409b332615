import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { AwsLocation } from "./arn";
import { policyDocument, type Statement } from "./policy-document";

/** Properties for {@link PrivateEndpoints}. */
export interface PrivateEndpointsProps {
  readonly location: AwsLocation;
  /** Prefix of names. */
  readonly name: string;
  readonly vpcId: string;
  readonly vpcCidr: string;
  /** Subnets that an interface of each service is in: one a zone. */
  readonly subnetIds: readonly string[];
  /** Route tables from which S3 is reached: every private one. */
  readonly routeTableIds: readonly string[];
  /** Services with an interface, such as `ecr.api`. */
  readonly services: readonly string[];
  /**
   * Whether S3 Express has a way too.
   *
   * @default false
   */
  readonly express?: boolean;
}

/** Services whose endpoints take no policy: https://docs.aws.amazon.com/eks/latest/userguide/security-eks.html */
const WITHOUT_POLICY: readonly string[] = ["eks", "eks-auth", "fsx"];

/**
 * Private ways from the VPC to AWS services.
 *
 * Defines the S3 gateway endpoint, an interface endpoint a service, and the security group that lets the VPC reach them. Through them only the
 * account's own identities act, and only the account's own buckets can be written.
 */
export class PrivateEndpoints extends Construct {
  public readonly s3: VpcEndpoint;

  constructor(scope: Construct, id: string, props: PrivateEndpointsProps) {
    super(scope, id);
    const { location, name, vpcId, vpcCidr, subnetIds, routeTableIds, services, express = false } = props;
    const gateway = (service: string, statements: readonly Statement[]) =>
      new VpcEndpoint(this, service, {
        vpcId,
        serviceName: serviceName(location, service),
        vpcEndpointType: "Gateway",
        routeTableIds: [...routeTableIds],
        policy: policyDocument(...statements),
        tags: { Name: `${name}-${service}` },
      });
    this.s3 = gateway("s3", readAnythingWriteOwn(location));
    if (express) gateway("s3express", [ownIdentities(location, "s3express")]);

    const https = new SecurityGroup(this, "https", {
      name: `${name}-endpoints`,
      description: "Private endpoints of AWS services",
      vpcId,
      tags: { Name: `${name}-endpoints` },
    });
    new VpcSecurityGroupIngressRule(this, "https-from-vpc", {
      securityGroupId: https.id,
      description: "HTTPS from the VPC",
      cidrIpv4: vpcCidr,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    for (const service of services)
      new VpcEndpoint(this, service, {
        vpcId,
        serviceName: serviceName(location, service),
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: [...subnetIds],
        securityGroupIds: [https.id],
        ...(!WITHOUT_POLICY.includes(service) && {
          policy: policyDocument(ownIdentities(location, service.split(".")[0] ?? service)),
        }),
        tags: { Name: `${name}-${service}` },
      });
  }
}

function serviceName({ region }: AwsLocation, service: string): string {
  return `com.amazonaws.${region}.${service}`;
}

function ownIdentities({ account }: AwsLocation, service: string): Statement {
  return {
    sid: "OwnIdentities",
    principal: { everyone: true },
    actions: [`${service}:*`],
    resources: ["*"],
    conditions: { StringEquals: { "aws:PrincipalAccount": account } },
  };
}

/** Image layers, packages and public datasets lie in others' buckets; data leaves only to the account's own. */
function readAnythingWriteOwn({ account }: AwsLocation): readonly Statement[] {
  return [
    {
      sid: "ReadAnything",
      principal: { everyone: true },
      actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
      resources: ["*"],
    },
    {
      sid: "OwnBuckets",
      principal: { everyone: true },
      actions: ["s3:*"],
      resources: ["*"],
      conditions: { StringEquals: { "aws:ResourceAccount": account, "aws:PrincipalAccount": account } },
    },
  ];
}
