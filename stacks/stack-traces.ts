import * as stackTrace from "cdktf/lib/tokens/private/stack-trace";

/**
 * Stops cdktf from recording where each token was made: a quarter of a synthesis goes into traces that only cdktf's own faults would print.
 *
 * WORKAROUND https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/tokens/private/stack-trace.ts: there is no setting for it.
 */
export function recordNoStackTraces(): void {
  Object.assign(stackTrace, { captureStackTrace: () => [] });
}
