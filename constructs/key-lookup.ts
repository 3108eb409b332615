import { DataAwsKmsAlias } from "@cdktf/provider-aws/lib/data-aws-kms-alias";
import { Construct } from "constructs";
import { FirstApply } from "./first-apply";

/** Properties for {@link KeyLookup}. */
export interface KeyLookupProps {
  /** `alias/…` */
  readonly alias: string;
}

/**
 * A KMS key that another state made, found by its alias: for the services that take no alias.
 *
 * Defines the data source, and the marker that lets the first plan do without it, as in NetworkLookup.
 */
export class KeyLookup extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, { alias }: KeyLookupProps) {
    super(scope, id);
    const firstApply = new FirstApply(this, "first-apply");
    this.arn = new DataAwsKmsAlias(this, "Default", { name: alias, dependsOn: [firstApply] }).targetKeyArn;
  }
}
