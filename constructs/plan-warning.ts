import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

/** Properties for {@link PlanWarning}. */
export interface PlanWarningProps {
  /** Name of the check, unique in its stack: letters, digits and underscores. */
  readonly name: string;
  /** Terraform expression that is true where all is well. */
  readonly condition: string;
  /** What to read and do where it is not; may hold Terraform expressions in `${}`. */
  readonly message: string;
}

/**
 * A sentence that every plan and apply shows while a condition does not hold. Nothing stops.
 *
 * Defines a Terraform `check`. Its data sources stand outside of it: one inside is read again by each apply, and no plan would ever be empty.
 */
export class PlanWarning extends Construct {
  constructor(scope: Construct, id: string, { name, condition, message }: PlanWarningProps) {
    super(scope, id);
    // WORKAROUND: cdktf 0.21 has no construct for check blocks.
    TerraformStack.of(this).addOverride(`check.${name}.assert`, {
      condition: `\${${condition}}`,
      error_message: message,
    });
  }
}
