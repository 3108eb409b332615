import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { createSecureContext, type SecureContext } from "node:tls";
import { type Authority, serverIdentity } from "../charts/certificates";

/** What stands behind an interface endpoint of the emulated S3. */
export interface StoreEndpointOptions {
  /** URL of the AWS emulator. */
  readonly emulator: string;
  readonly region: string;
  /** Signs the certificate of each endpoint. */
  readonly authority: Authority;
  /** Told of each answer, in one line. */
  readonly onAnswer: (line: string) => void;
}

/** Names below which interface endpoints of a region's S3 are. */
export function storeEndpointNames(region: string): string {
  return `*.s3.${region}.vpce.amazonaws.com`;
}

/**
 * Answers as the interface endpoints of S3 do, over TLS, and hands on to the emulated S3: for names of endpoints that are in the account, with a
 * certificate for `bucket.vpce-…` and one label more.
 */
export function storeEndpoint({ emulator, region, authority, onAnswer }: StoreEndpointOptions): Server {
  const contexts = new Map<string, SecureContext>();
  const contextFor = async (host: string): Promise<SecureContext> => {
    const [, bucket, id] = place(host, region) ?? [];
    if (id === undefined || !(await isThere(emulator, region, id)))
      throw new Error(`no interface endpoint of S3 is ${host}`);
    const name = bucket === undefined ? host : host.slice(bucket.length + 1);
    const known = contexts.get(name);
    if (known) return known;
    const { certificatePem, keyPem } = serverIdentity([name, `*.${name}`], new Date(), authority);
    const made = createSecureContext({ cert: certificatePem, key: keyPem });
    contexts.set(name, made);
    return made;
  };
  return createServer(
    {
      SNICallback: (host, done) =>
        contextFor(host).then(
          (context) => done(null, context),
          (error: Error) => {
            onAnswer(error.message);
            done(error);
          },
        ),
    },
    (asked, answer) => {
      const host = (asked.headers.host ?? "").replace(/:\d+$/, "");
      const [, bucket] = place(host, region) ?? [];
      handOn(emulator, bucket === undefined ? "" : `/${bucket}`, asked, answer, (status) =>
        onAnswer(`${asked.method} ${host}${asked.url} ${status}`),
      );
    },
  );
}

/** The bucket, where it stands before the endpoint's name, and the endpoint's id. */
function place(host: string, region: string): RegExpExecArray | null {
  const pattern = `^(?:([a-z0-9-]+)\\.)?bucket\\.(vpce-[0-9a-f]+)-[0-9a-z]+\\.s3\\.${region}\\.vpce\\.amazonaws\\.com$`;
  return new RegExp(pattern).exec(host);
}

async function isThere(emulator: string, region: string, id: string): Promise<boolean> {
  const scope = `Credential=emulated/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
  const { ok } = await fetch(emulator, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}` },
    body: new URLSearchParams({ Action: "DescribeVpcEndpoints", Version: "2016-11-15", "VpcEndpointId.1": id }),
  });
  return ok;
}

/** To the emulator a bucket is the first part of the path: its own address is a number, which has no names below it. */
function handOn(
  emulator: string,
  before: string,
  asked: IncomingMessage,
  answer: ServerResponse,
  onAnswer: (status: number) => void,
): void {
  const { method, url, headers } = asked;
  const { host: _, expect: __, ...passed } = headers;
  const onwards = request(emulator, { method, path: `${before}${url}`, headers: passed }, (said) => {
    const status = said.statusCode ?? 502;
    onAnswer(status);
    answer.writeHead(status, said.headers);
    said.pipe(answer);
  });
  onwards.once("error", (error) => {
    onAnswer(502);
    if (answer.headersSent) answer.destroy(error);
    else answer.writeHead(502).end(error.message);
  });
  asked.pipe(onwards);
}
