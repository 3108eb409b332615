/** Asks the emulated S3 by plain HTTP, for what a team does by hand or another does behind Terraform's back. */
export function s3Request(
  url: string,
  region: string,
  method: "GET" | "PUT" | "DELETE",
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
): Promise<Response> {
  // the emulator reads service and region off the credential's scope, and checks no signature.
  const scope = `Credential=emulated/20260101/${region}/s3/aws4_request, SignedHeaders=host, Signature=0`;
  return fetch(`${url}/${path}`, {
    method,
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}` },
    ...(body !== undefined && { body }),
  });
}
