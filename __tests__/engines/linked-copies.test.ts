import { writeFileSync } from "node:fs";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { certificateAuthority } from "../../sandbox/charts/certificates";
import { storeEndpoint, storeEndpointNames } from "../../sandbox/link/store-endpoint";
import { egressProxy, tableRoute } from "../../sandbox/node/egress-proxy";
import { CLOUD, copied, emulator, FILES, folder, hand, ON_PREM, REGION, sumsOf, written } from "./copy-fixture";

describe("through the interface endpoint of S3", () => {
  const said: string[] = [];
  const open: { close(): unknown }[] = [];
  let linked: Readonly<Record<string, string>>;

  async function listening(server: Server): Promise<number> {
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  /** Makes an endpoint as Terraform does, and gives the name under which buckets are reached. */
  async function endpointName(): Promise<string> {
    const ec2 = async (parameters: Readonly<Record<string, string>>) => {
      const scope = `Credential=emulated/20260101/${REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
      const answer = await fetch(emulator.url, {
        method: "POST",
        headers: { authorization: `AWS4-HMAC-SHA256 ${scope}` },
        body: new URLSearchParams({ Version: "2016-11-15", ...parameters }),
      });
      return answer.text();
    };
    const [, vpc = ""] = /<vpcId>(.*?)</.exec(await ec2({ Action: "CreateVpc", CidrBlock: "10.60.0.0/16" })) ?? [];
    const asked = { VpcId: vpc, ServiceName: `com.amazonaws.${REGION}.s3`, VpcEndpointType: "Interface" };
    await ec2({ Action: "CreateVpcEndpoint", ...asked });
    const found = await ec2({ Action: "DescribeVpcEndpoints" });
    const [, name = ""] = /<dnsName>\*\.(.*?)</.exec(found) ?? [];
    return `bucket.${name}`;
  }

  beforeAll(async () => {
    const authority = certificateAuthority();
    const trusted = join(folder.path, "trusted.pem");
    writeFileSync(trusted, authority.authorityPem);
    const endpoint = await listening(
      storeEndpoint({ emulator: emulator.url, region: REGION, authority, onAnswer: (line) => said.push(line) }),
    );
    const proxy = await listening(egressProxy(tableRoute({ [`${storeEndpointNames(REGION)}:443`]: endpoint })));
    linked = {
      RCLONE_CONFIG_CLOUD_ENDPOINT: `https://${await endpointName()}`,
      HTTPS_PROXY: `http://127.0.0.1:${proxy}`,
      SSL_CERT_FILE: trusted,
      AWS_ENDPOINT_URL: "",
    };
  });

  afterAll(() => {
    for (const one of open) one.close();
  });

  test.each([
    ["in", CLOUD, ON_PREM],
    ["out", ON_PREM, CLOUD],
  ] as const)(
    "a version comes %s whole, and every request goes to the bucket's own name there",
    async (direction, from, to) => {
      const model = `linked-${direction}`;
      const { path, sum } = written(`model-${model}`, FILES);
      await hand("copy", path, `${from}/${model}/7/`);
      said.length = 0;
      expect(await copied(model, "7", sum, direction, linked)).toMatchObject({
        status: 0,
        stdout: `${model} version 7 is there, 2 files\n`,
      });
      expect((await sumsOf(`${to}/${model}/7/`)).SHA256SUMS).toBe(sum);
      const host = (linked.RCLONE_CONFIG_CLOUD_ENDPOINT ?? "").replace("https://", "");
      expect(said.length).toBeGreaterThan(3);
      expect(said.filter((line) => !line.includes(` models.${host}/`))).toEqual([]);
    },
  );
});
