import { writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { clientIdentity } from "../../../sandbox/charts/certificates";
import { signingServer } from "../../../sandbox/site/signing-server";
import { testFolder } from "../folder";

const folder = testFolder();
const own = clientIdentity("acme-copies-in");
const CREDENTIALS = "/latest/meta-data/iam/security-credentials";
let server: Server | undefined;

afterEach(() => void server?.close());

/** Its arguments, as a pod of a copy gives them. */
function args(certificate: string, key: string): readonly string[] {
  const files = { certificate: join(folder.path, "tls.crt"), key: join(folder.path, "tls.key") };
  writeFileSync(files.certificate, certificate);
  writeFileSync(files.key, key);
  return [
    "serve",
    "--port=9911",
    `--certificate=${files.certificate}`,
    `--private-key=${files.key}`,
    "--trust-anchor-arn=arn:aws:rolesanywhere:eu-north-1:111122223333:trust-anchor/a",
    "--profile-arn=arn:aws:rolesanywhere:eu-north-1:111122223333:profile/p",
    "--role-arn=arn:aws:iam::111122223333:role/acme-copies-in",
  ];
}

describe("the stand-in for AWS's signing helper", () => {
  test("answers like an instance's metadata, for the role that it was given", async () => {
    const made = signingServer(args(own.certificatePem, own.keyPem));
    server = made.server;
    expect(made).toMatchObject({ port: 9911, says: expect.stringContaining("AWS was not asked") });
    await new Promise<void>((resolve) => made.server.listen(0, "127.0.0.1", () => resolve()));
    const at = `http://127.0.0.1:${(made.server.address() as AddressInfo).port}`;
    expect(await (await fetch(`${at}/latest/api/token`, { method: "PUT" })).text()).not.toBe("");
    expect(await (await fetch(`${at}${CREDENTIALS}/`)).text()).toBe("acme-copies-in");
    const credential = await (await fetch(`${at}${CREDENTIALS}/acme-copies-in`)).json();
    expect(credential).toMatchObject({ Code: "Success", AccessKeyId: "emulated" });
    expect((await fetch(`${at}${CREDENTIALS}/another`)).status).toBe(404);
  });

  test("takes no certificate with another's key, and wants every argument", () => {
    const another = clientIdentity("another");
    expect(() => signingServer(args(own.certificatePem, another.keyPem))).toThrow(
      "certificate and private key do not belong together",
    );
    const complete = args(own.certificatePem, own.keyPem);
    expect(() => signingServer(complete.slice(0, -1))).toThrow("aws_signing_helper (stand-in) needs --role-arn");
  });
});
