import type { Rule } from "../rule";

/** What watches the platform, and whether anybody sees it. */
export const OBSERVABILITY_RULES: readonly Rule[] = [
  {
    id: "monitor-labels",
    severity: "warning",
    needs: ["onPrem.existing", "observability"],
    check: ({ file }) => {
      const at = file.onPrem?.existing.indexOf("prometheus") ?? -1;
      if (at < 0 || !file.observability.onPrem || file.observability.labels !== undefined) return [];
      return [
        {
          path: ["onPrem", "existing", at],
          found: "is a Prometheus that may select monitors and rules by labels, and observability.labels says none",
          fix: "write the labels that it selects by, or {} where it selects all",
        },
      ];
    },
  },
];
