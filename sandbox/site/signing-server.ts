import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";

/** What stands in for AWS's client of IAM Roles Anywhere, and how it was started. */
export interface SigningServer {
  readonly server: Server;
  readonly port: number;
  /** What it says when it answers. */
  readonly says: string;
}

/**
 * Stands in for AWS's client of IAM Roles Anywhere, `aws_signing_helper serve`: it answers like an instance's metadata. The certificate must be there,
 * hold, and match its key; AWS does not see it, and the credential is the emulator's.
 *
 * @throws Error where the arguments lack something, or the certificate is none
 */
export function signingServer(args: readonly string[]): SigningServer {
  const option = (name: string): string => {
    const found = args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    if (!found) throw new Error(`aws_signing_helper (stand-in) needs --${name}`);
    return found;
  };
  if (args[0] !== "serve") throw new Error(`aws_signing_helper (stand-in) knows serve alone, got ${args[0]}`);
  const role = option("role-arn").split("/").at(-1) ?? "";
  for (const name of ["trust-anchor-arn", "profile-arn"]) option(name);
  const subject = checkedSubject(option("certificate"), option("private-key"));
  const credential = () => ({
    Code: "Success",
    Type: "AWS-HMAC",
    AccessKeyId: "emulated",
    SecretAccessKey: "emulated",
    Token: "emulated",
    LastUpdated: new Date().toISOString(),
    Expiration: new Date(Date.now() + 3600_000).toISOString(),
  });
  const server = createServer(({ method, url = "" }, response) => {
    const path = url.replace(/\/+$/, "");
    const answer = (status: number, text = "") =>
      response.writeHead(status, { "x-aws-ec2-metadata-token-ttl-seconds": "21600" }).end(text);
    if (method === "PUT" && path === "/latest/api/token") return answer(200, "stand-in");
    if (path === CREDENTIALS) return answer(200, role);
    if (path === `${CREDENTIALS}/${role}`) return answer(200, JSON.stringify(credential()));
    return answer(404);
  });
  const says = `stands in for aws_signing_helper: ${subject} is taken for ${role}, and AWS was not asked`;
  return { server, port: Number(option("port")), says };
}

const CREDENTIALS = "/latest/meta-data/iam/security-credentials";

function checkedSubject(certificateFile: string, keyFile: string): string {
  const certificate = new X509Certificate(readFileSync(certificateFile));
  if (!certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile))))
    throw new Error("certificate and private key do not belong together");
  if (Date.parse(certificate.validTo) < Date.now()) throw new Error(`the certificate ended on ${certificate.validTo}`);
  return certificate.subject;
}
