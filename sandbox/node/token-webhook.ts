import { createServer, type Server } from "node:http";
import { type TokenCheck, tokenFault } from "./eks-token";

/** Whose tokens are taken, and for whom. */
export interface TokenRules extends Omit<TokenCheck, "nowMs"> {
  readonly groups: readonly string[];
}

interface TokenReview {
  readonly apiVersion: string;
  readonly spec: { readonly token: string };
}

/** Tokens and what surrounds them are far smaller. */
const LONGEST_BODY = 100_000;

/**
 * Answers the API server's TokenReview for tokens of EKS; no rules, no token is taken. Who holds the sandbox's AWS key is an administrator: access
 * entries are records at the emulator and are not weighed here.
 */
export function tokenWebhook(rules: TokenRules | undefined, say: (line: string) => void): Server {
  return createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
      if (body.length > LONGEST_BODY) request.destroy();
    });
    request.on("end", () => {
      try {
        const { apiVersion, spec } = JSON.parse(body) as TokenReview;
        const status = reviewed(spec.token, rules, say);
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify({ apiVersion, kind: "TokenReview", status }));
      } catch {
        response.writeHead(400).end();
      }
    });
  });
}

function reviewed(token: string, rules: TokenRules | undefined, say: (line: string) => void): object {
  const fault = rules ? tokenFault(token, { ...rules, nowMs: Date.now() }) : "is not taken by this cluster";
  if (rules && fault === undefined) {
    const name = `aws:${rules.keys.accessKeyId}`;
    return { authenticated: true, user: { username: name, uid: name, groups: rules.groups } };
  }
  if (token.startsWith("k8s-aws-v1.")) say(`a token ${fault}`);
  return { authenticated: false, error: `the token ${fault}` };
}
