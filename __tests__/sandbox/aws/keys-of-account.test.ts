import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { keysOfAccount } from "../../../sandbox/aws/keys-of-account";

const ANSWER =
  "<AssumeRoleResponse><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s/1</SecretAccessKey>" +
  "<SessionToken>t=1</SessionToken></Credentials></AssumeRoleResponse>";

describe("keys of another account", () => {
  let server: Server;
  let asked = "";
  let answer = ANSWER;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked = "";
      request.on("data", (chunk) => {
        asked += chunk;
      });
      request.on("end", () => response.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const keys = () =>
    keysOfAccount(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "eu-north-1", "999988887777");

  test("are asked of STS for a role of that account, and are variables of its clients", async () => {
    await expect(keys()).resolves.toEqual({
      AWS_ACCESS_KEY_ID: "ASIA1",
      AWS_SECRET_ACCESS_KEY: "s/1",
      AWS_SESSION_TOKEN: "t=1",
    });
    expect(new URLSearchParams(asked).get("RoleArn")).toBe("arn:aws:iam::999988887777:role/drill");
  });

  test("are missed by name where STS gives none", async () => {
    answer = "<ErrorResponse/>";
    await expect(keys()).rejects.toThrow("STS gave no AccessKeyId of 999988887777: 200");
  });
});
