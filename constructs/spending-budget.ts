import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget";
import { Construct } from "constructs";

/** Properties for {@link SpendingBudget}. */
export interface SpendingBudgetProps {
  readonly name: string;
  readonly monthlyUsd: number;
  /** Percentages of the amount at which to warn. */
  readonly alertPercents: readonly number[];
  readonly emails: readonly string[];
  /** The tag whose costs count; an administrator of the payer account has activated it as a cost allocation tag. */
  readonly tag: { readonly key: string; readonly value: string };
}

/**
 * A monthly budget of everything with one tag.
 *
 * Defines the budget: a warning a percentage of what was spent, and one when the forecast passes the amount. It stops nothing.
 */
export class SpendingBudget extends Construct {
  constructor(scope: Construct, id: string, props: SpendingBudgetProps) {
    super(scope, id);
    const { name, monthlyUsd, alertPercents, emails, tag } = props;
    const warning = (notificationType: string, threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: [...emails],
    });
    new BudgetsBudget(this, "Default", {
      name,
      budgetType: "COST",
      limitAmount: String(monthlyUsd),
      limitUnit: "USD",
      timeUnit: "MONTHLY",
      costFilter: [{ name: "TagKeyValue", values: [`user:${tag.key}$${tag.value}`] }],
      notification: [...alertPercents.map((percent) => warning("ACTUAL", percent)), warning("FORECASTED", 100)],
    });
  }
}
