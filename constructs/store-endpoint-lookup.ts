import { DataAwsVpcEndpoint } from "@cdktf/provider-aws/lib/data-aws-vpc-endpoint";
import { Fn } from "cdktf";
import { Construct } from "constructs";

/** Properties for {@link StoreEndpointLookup}. */
export interface StoreEndpointLookupProps {
  /** The endpoint's `Name` tag. */
  readonly name: string;
}

/**
 * An interface endpoint of S3 that another state made, found by its name.
 *
 * Defines the data source.
 */
export class StoreEndpointLookup extends Construct {
  /**
   * Address under which S3 clients reach buckets. AWS gives the name `*.vpce-ID.s3.REGION.vpce.amazonaws.com`, where `bucket` takes the star's place; its
   * certificate covers one label more, which is the bucket's name.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#accessing-bucket-and-aps-from-interface-endpoints
   */
  public readonly url: string;

  constructor(scope: Construct, id: string, { name }: StoreEndpointLookupProps) {
    super(scope, id);
    const endpoint = new DataAwsVpcEndpoint(this, "Default", {
      filter: [{ name: "tag:Name", values: [name] }],
      // one that is being deleted keeps its tags for a while.
      state: "available",
    });
    const first = endpoint.dnsEntry.get(0).dnsName;
    this.url = Fn.join("", ["https://", Fn.replace(first, "*.", "bucket.")]);
  }
}
