import { createHash, createHmac } from "node:crypto";

/** What a token is made of. */
export interface TokenRequest {
  /** Name of the EKS cluster. */
  readonly cluster: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly nowMs: number;
  /**
   * Version that the caller wants the answer in.
   *
   * @default client.authentication.k8s.io/v1
   */
  readonly apiVersion?: string;
}

/** As an exec plugin of Kubernetes prints it. */
export interface ExecCredential {
  readonly kind: "ExecCredential";
  readonly apiVersion: string;
  readonly spec: object;
  readonly status: { readonly expirationTimestamp: string; readonly token: string };
}

/** The CLI tells of an end one minute before EKS's own, which is after 15. */
const LIFE_MS = 14 * 60 * 1000;
const URL_LIFE_SEC = 60;
const EMPTY_BODY = createHash("sha256").update("").digest("hex");

/**
 * What `aws eks get-token` prints: a signed request to STS in which nobody's password is, made on this machine and asked of nobody.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html the signature
 */
export function eksGetToken(request: TokenRequest): ExecCredential {
  const url = signedUrl(request);
  const end = new Date(request.nowMs + LIFE_MS).toISOString().replace(/\.\d+Z$/, "Z");
  return {
    kind: "ExecCredential",
    apiVersion: request.apiVersion ?? "client.authentication.k8s.io/v1",
    spec: {},
    status: { expirationTimestamp: end, token: `k8s-aws-v1.${Buffer.from(url).toString("base64url")}` },
  };
}

/** The signed request itself; the cluster's name is a header that is signed but not sent along. */
export function signedUrl({ cluster, region, accessKeyId, secretAccessKey, nowMs }: TokenRequest): string {
  const host = `sts.${region}.amazonaws.com`;
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/sts/aws4_request`;
  const query = Object.entries({
    Action: "GetCallerIdentity",
    Version: "2011-06-15",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": String(URL_LIFE_SEC),
    "X-Amz-SignedHeaders": "host;x-k8s-aws-id",
  })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  const headers = `host:${host}\nx-k8s-aws-id:${cluster}\n`;
  const canonical = ["GET", "/", query, headers, "host;x-k8s-aws-id", EMPTY_BODY].join("\n");
  const digest = createHash("sha256").update(canonical).digest("hex");
  const key = [day, region, "sts", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, digest].join("\n")).toString("hex");
  return `https://${host}/?${query}&X-Amz-Signature=${signature}`;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
