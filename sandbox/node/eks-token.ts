import { createHash, createHmac } from "node:crypto";

/** Keys that every AWS client of the sandbox has; they open nothing elsewhere. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What a token must be for. */
export interface TokenCheck {
  /** Name of the EKS cluster. */
  readonly cluster: string;
  readonly keys: AwsKeys;
  readonly nowMs: number;
}

const PREFIX = "k8s-aws-v1.";
/** EKS takes a token for this long, whatever its URL says. */
const LIFE_MS = 15 * 60 * 1000;
const EMPTY_BODY = createHash("sha256").update("").digest("hex");

/**
 * Why a token that `aws eks get-token` printed is not taken; undefined where it is. The token is a signed request to STS: the signature is computed
 * again with the sandbox's own key, over the cluster's name, as STS does when EKS asks it.
 */
export function tokenFault(token: string, { cluster, keys, nowMs }: TokenCheck): string | undefined {
  const url = signedUrl(token);
  if (!url) return "is no token of EKS";
  const query = url.searchParams;
  if (query.get("Action") !== "GetCallerIdentity") return "does not ask STS who the caller is";
  const signed = query.get("X-Amz-SignedHeaders")?.split(";") ?? [];
  if (!signed.includes("x-k8s-aws-id")) return "is not bound to a cluster";
  const [accessKeyId, date, region, service] = query.get("X-Amz-Credential")?.split("/") ?? [];
  if (accessKeyId !== keys.accessKeyId) return `is signed by the key ${accessKeyId}, not by the sandbox's`;
  const since = timeOf(query.get("X-Amz-Date") ?? "");
  if (since === undefined || nowMs > since + LIFE_MS || nowMs < since - LIFE_MS) return "has ended";
  const canonical = [
    "GET",
    url.pathname,
    canonicalQuery(query),
    ...signed.map((name) => `${name}:${name === "x-k8s-aws-id" ? cluster : url.host}`),
    "",
    signed.join(";"),
    EMPTY_BODY,
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", query.get("X-Amz-Date"), scope, sha256(canonical)].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part ?? ""),
    `AWS4${keys.secretAccessKey}`,
  );
  if (hmac(key, text).toString("hex") === query.get("X-Amz-Signature")) return undefined;
  return `is not signed for the cluster ${cluster} with the sandbox's key`;
}

function signedUrl(token: string): URL | undefined {
  if (!token.startsWith(PREFIX)) return undefined;
  try {
    return new URL(Buffer.from(token.slice(PREFIX.length), "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");
}

/** As AWS signs it: RFC 3986, where encodeURIComponent leaves some characters as they are. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}

function timeOf(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  return parts ? Date.parse(`${parts.slice(1, 4).join("-")}T${parts.slice(4).join(":")}Z`) : undefined;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
