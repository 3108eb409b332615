import type { IConstruct } from "constructs";

/** A rule about props: the sentence to show when it is broken, or undefined when it holds. */
export type Expectation = string | undefined;

/** Thrown when props cannot give a working construct: names the construct and lists every broken rule. */
export class ValidationError extends Error {
  constructor(
    scope: IConstruct,
    readonly problems: readonly string[],
  ) {
    super([`[${scope.node.path}] cannot be built:`, ...problems.map((problem) => `  - ${problem}`)].join("\n"));
    this.name = "ValidationError";
  }
}

/**
 * Checks every rule before it throws, so that one try shows every mistake.
 *
 * @throws ValidationError with all sentences, when there is one
 */
export function check(scope: IConstruct, ...expectations: readonly Expectation[]): void {
  const problems = expectations.filter((sentence): sentence is string => sentence !== undefined);
  if (problems.length > 0) throw new ValidationError(scope, problems);
}
