/** An identity of AWS as states make it: a role with its statements. */
export interface Identity {
  /** Its name. */
  readonly called: string;
  /** Services that may take it. */
  readonly trusts: readonly string[];
  readonly statements: readonly Statement[];
  /** Policies of AWS's own, by name. */
  readonly attached: readonly string[];
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: object;
}

// biome-ignore lint/suspicious/noExplicitAny: a synthesized state is data.
type State = any;

/** Every role of some synthesized states, with its own policies, and each bucket's policy as an identity of its name. */
export function identities(states: readonly State[]): readonly Identity[] {
  return states.flatMap(({ resource = {} }: State) => {
    const own = Object.values<State>(resource.aws_iam_role_policy ?? {});
    const attachments = Object.values<State>(resource.aws_iam_role_policy_attachment ?? {});
    const roles = Object.entries<State>(resource.aws_iam_role ?? {}).map(([id, role]): Identity => {
      const ofRole = ({ role: named }: State) => String(named).includes(`aws_iam_role.${id}.`);
      return {
        called: role.name,
        trusts: statementsOf(role.assume_role_policy).flatMap(({ Principal }) => principals(Principal)),
        statements: own.filter(ofRole).flatMap(({ policy }) => statementsOf(policy)),
        attached: attachments.filter(ofRole).map(({ policy_arn }) => String(policy_arn).split("/").at(-1) ?? ""),
      };
    });
    const buckets = Object.entries<State>(resource.aws_s3_bucket_policy ?? {}).map(
      ([id, { policy }]): Identity => ({
        called: `bucket policy ${id}`,
        trusts: [],
        statements: statementsOf(policy),
        attached: [],
      }),
    );
    return [...roles, ...buckets];
  });
}

function statementsOf(policy: unknown): readonly Statement[] {
  return JSON.parse(String(policy)).Statement;
}

function principals(principal: Statement["Principal"]): readonly string[] {
  return typeof principal === "object" ? Object.values(principal).flat() : principal === undefined ? [] : [principal];
}

/**
 * True where an identity may do something under some condition: what allows it counts whatever its conditions, and what denies it only
 * without any. It grants too much rather than too little, so that a "no" holds; it stands in for AWS, which cannot be run here, and knows
 * no boundaries, no session policies and no policies of the organisation, which could only take away.
 */
export function allowed({ statements }: Identity, action: string, resource: string): boolean {
  const says = (effect: Statement["Effect"]) =>
    statements.some(
      ({ Effect, Action, Resource, Condition }) =>
        Effect === effect &&
        (effect === "Allow" || Condition === undefined) &&
        list(Action).some((pattern) => matches(pattern, action)) &&
        list(Resource).some((pattern) => matches(pattern, resource)),
    );
  return says("Allow") && !says("Deny");
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === "string" ? [value] : (value ?? []);
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "i").test(text);
}
