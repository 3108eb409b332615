import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * A marker that changes once, when it is made: what waits for it is left to a state's first apply, and is read by every later plan.
 *
 * Defines one `terraform_data` without input.
 *
 * WORKAROUND https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/terraform-data-resource.ts: cdktf's own class runs
 * `terraform version` at each synthesis and refuses to synthesize where Terraform is not installed.
 */
export class FirstApply extends TerraformResource {
  constructor(scope: Construct, id: string) {
    super(scope, id, { terraformResourceType: "terraform_data" });
  }
}
