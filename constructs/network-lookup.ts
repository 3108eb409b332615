import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Construct } from "constructs";
import { FirstApply } from "./first-apply";

/** Properties for {@link NetworkLookup}. */
export interface NetworkLookupProps {
  /** The VPC's `Name` tag. */
  readonly vpcName: string;
}

/**
 * A VPC that another state made, found by its name.
 *
 * Defines the data sources, and a marker that they wait for. The marker has no input, so it changes once, when it is made: a state's first plan leaves
 * the look-ups to the apply and needs no network, every later plan reads them.
 */
export class NetworkLookup extends Construct {
  public readonly vpcId: string;
  private readonly firstApply: FirstApply;

  constructor(scope: Construct, id: string, { vpcName }: NetworkLookupProps) {
    super(scope, id);
    this.firstApply = new FirstApply(this, "first-apply");
    const filter = [{ name: "tag:Name", values: [vpcName] }];
    this.vpcId = new DataAwsVpc(this, "Default", { filter, dependsOn: [this.firstApply] }).id;
  }

  /** Id of a subnet of the VPC, by its `Name` tag. */
  public subnetId(name: string): string {
    const known = this.node.tryFindChild(name);
    if (known instanceof DataAwsSubnet) return known.id;
    const filter = [{ name: "tag:Name", values: [name] }];
    return new DataAwsSubnet(this, name, { vpcId: this.vpcId, filter, dependsOn: [this.firstApply] }).id;
  }
}
