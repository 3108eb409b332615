import { createServer, type IncomingMessage, type Server } from "node:http";
import { get } from "node:https";
import { type AddressInfo, type Server as NetServer } from "node:net";
import { certificateAuthority } from "../../../sandbox/charts/certificates";
import { storeEndpoint } from "../../../sandbox/link/store-endpoint";

const ID = "vpce-0123456789abcdef0";
const NAME = `bucket.${ID}-0a1b2c3d.s3.eu-north-1.vpce.amazonaws.com`;
const authority = certificateAuthority();
const asked: string[] = [];
const said: string[] = [];
const open: NetServer[] = [];
let port: number;

async function listening(server: NetServer): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function body(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of message) text += part;
  return text;
}

beforeAll(async () => {
  // an account with one endpoint, and a store that says what it was asked.
  const emulator: Server = createServer(async (request, answer) => {
    const text = await body(request);
    if (request.method === "POST") return answer.writeHead(text.includes(`=${ID}`) ? 200 : 400).end();
    asked.push(`${request.method} ${request.url}`);
    return answer.end("content");
  });
  const url = `http://127.0.0.1:${await listening(emulator)}`;
  const onAnswer = (line: string) => said.push(line);
  port = await listening(storeEndpoint({ emulator: url, region: "eu-north-1", authority, onAnswer }));
});

afterAll(() => {
  for (const server of open) server.close();
});

function fetched(host: string): Promise<string> {
  const options = {
    host: "127.0.0.1",
    port,
    servername: host,
    headers: { host },
    ca: authority.authorityPem,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    get({ ...options, path: "/road/7/config.pbtxt?versions" }, (answer) => resolve(body(answer))).once("error", reject);
  });
}

describe("the stand-in of an S3 endpoint", () => {
  test("shows a certificate for the endpoint's name and a bucket before it, and takes the bucket from there", async () => {
    expect(await fetched(`acme-models.${NAME}`)).toBe("content");
    expect(asked.at(-1)).toBe("GET /acme-models/road/7/config.pbtxt?versions");
    expect(said.at(-1)).toBe(`GET acme-models.${NAME}/road/7/config.pbtxt?versions 200`);
    expect(await fetched(NAME)).toBe("content");
    expect(asked.at(-1)).toBe("GET /road/7/config.pbtxt?versions");
  });

  test.each([
    ["an endpoint that is not in the account", NAME.replace(ID, "vpce-0fedcba9876543210")],
    ["another region's", NAME.replace("eu-north-1", "eu-west-1")],
    ["S3's public name", "acme-models.s3.eu-north-1.amazonaws.com"],
  ])("answers nobody who asks for %s", async (_, host) => {
    const before = asked.length;
    await expect(fetched(host)).rejects.toThrow();
    expect(said.at(-1)).toBe(`no interface endpoint of S3 is ${host}`);
    expect(asked).toHaveLength(before);
  });
});
