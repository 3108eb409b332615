/** Whom a statement of a resource's policy speaks of. */
export type Principal =
  | { readonly everyone: true }
  | { readonly service: string }
  | { readonly accountRoot: string }
  | { readonly roles: readonly string[] }
  | { readonly users: readonly string[] };

/** One statement of an IAM policy. */
export interface Statement {
  readonly sid: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** @default - none: the statement belongs to an identity */
  readonly principal?: Principal;
  /**
   * Whom it does not speak of: everybody else is meant.
   *
   * @default - none
   */
  readonly notPrincipal?: Principal;
  readonly actions: readonly string[];
  /** @default - none: the statement belongs to a trust policy */
  readonly resources?: readonly string[];
  /** Operator, then key, then values. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy in JSON. Names and ARNs in it may be tokens. */
export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ sid, effect = "Allow", principal, notPrincipal, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: effect,
      ...(principal && { Principal: principalOf(principal) }),
      ...(notPrincipal && { NotPrincipal: principalOf(notPrincipal) }),
      Action: actions,
      ...(resources && { Resource: resources }),
      ...(conditions && { Condition: conditions }),
    })),
  });
}

/** A trust policy: one AWS service may take on the role. */
export function trustOf(service: string, conditions?: Statement["conditions"]): string {
  return policyDocument({ sid: "Trust", principal: { service }, actions: ["sts:AssumeRole"], conditions });
}

/** Refuses plain HTTP, to everyone. */
export function tlsOnly(action: string, ...resources: readonly string[]): Statement {
  return {
    sid: "TlsOnly",
    effect: "Deny",
    principal: { everyone: true },
    actions: [action],
    resources,
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  };
}

function principalOf(principal: Principal): unknown {
  if ("everyone" in principal) return "*";
  if ("service" in principal) return { Service: principal.service };
  if ("accountRoot" in principal) return { AWS: principal.accountRoot };
  return { AWS: "users" in principal ? principal.users : principal.roles };
}
