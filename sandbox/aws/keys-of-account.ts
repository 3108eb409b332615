/** Variables of temporary keys of an account, had from the emulated STS as by somebody who is logged in to that account. */
export async function keysOfAccount(
  url: string,
  region: string,
  account: string,
): Promise<Readonly<Record<string, string>>> {
  const role = `arn:aws:iam::${account}:role/drill`;
  // the emulator reads service and region off the credential's scope, and checks no signature.
  const scope = `Credential=emulated/20260101/${region}/sts/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}`, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: role,
      RoleSessionName: "drill",
    }).toString(),
  });
  const answer = await response.text();
  const found = (name: string) => {
    const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer)?.[1];
    if (value === undefined) throw new Error(`STS gave no ${name} of ${account}: ${response.status}`);
    return value;
  };
  return {
    AWS_ACCESS_KEY_ID: found("AccessKeyId"),
    AWS_SECRET_ACCESS_KEY: found("SecretAccessKey"),
    AWS_SESSION_TOKEN: found("SessionToken"),
  };
}
