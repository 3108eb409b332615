import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { type AwsLocation, bucketArn } from "./arn";
import { httpsFromOnPrem } from "./https-from-on-prem";
import { policyDocument } from "./policy-document";

/** Properties for {@link StoreEndpoint}. */
export interface StoreEndpointProps {
  readonly location: AwsLocation;
  /** `Name` tag, by which another state finds it, and name of its security group. */
  readonly name: string;
  readonly vpcId: string;
  /** Subnets with a way back to on-prem: one a zone, each with an interface that is paid by the hour. */
  readonly subnetIds: readonly string[];
  /** Names of the buckets that it leads to. */
  readonly buckets: readonly string[];
  /** Ranges that reach it, by what is there. */
  readonly onPremCidrs: ReadonlyMap<string, string>;
}

/** What copies and whoever fills a bucket by hand ask of S3. */
const ACTIONS = [
  "s3:ListBucket",
  "s3:GetObject",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
] as const;

/**
 * The way from on-prem to some buckets through the link.
 *
 * Defines the interface endpoint of S3, and a security group of its own that admits on-prem's ranges. Private names stay off: in the VPC, S3 goes on
 * by the gateway endpoint, which costs nothing. Through it only the account's own identities act, and only on these buckets.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
 */
export class StoreEndpoint extends Construct {
  constructor(scope: Construct, id: string, props: StoreEndpointProps) {
    super(scope, id);
    const { location, name, vpcId, subnetIds, buckets, onPremCidrs } = props;
    const group = new SecurityGroup(this, "https", {
      name,
      description: "S3 endpoint for on-prem",
      vpcId,
      tags: { Name: name },
    });
    httpsFromOnPrem(this, group.id, onPremCidrs, { service: "S3", prefix: "https-from" });
    const arns = buckets.map((bucket) => bucketArn(location, bucket));
    new VpcEndpoint(this, "Default", {
      vpcId,
      serviceName: `com.amazonaws.${location.region}.s3`,
      vpcEndpointType: "Interface",
      privateDnsEnabled: false,
      subnetIds: [...subnetIds],
      securityGroupIds: [group.id],
      policy: policyDocument({
        sid: "OwnIdentities",
        principal: { everyone: true },
        actions: ACTIONS,
        resources: [...arns, ...arns.map((arn) => `${arn}/*`)],
        conditions: { StringEquals: { "aws:PrincipalAccount": location.account } },
      }),
      tags: { Name: name },
    });
  }
}
