import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { EmulatorControl } from "../../../sandbox/aws/emulator-control";
import { fleetInstance } from "./instance-fixture";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: unknown;
}

describe("what the sandbox asks of the emulator", () => {
  let server: Server;
  let control: EmulatorControl;
  let seen: Seen[] = [];
  let answer: { status: number; body: unknown } = { status: 200, body: {} };

  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        seen.push({ method: request.method, url: request.url, body: text === "" ? undefined : JSON.parse(text) });
        response.writeHead(answer.status, { "content-type": "application/json" });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    control = new EmulatorControl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(() => {
    seen = [];
    answer = { status: 200, body: {} };
  });

  test("reads instances", async () => {
    answer = { status: 200, body: [fleetInstance()] };
    await expect(control.instances()).resolves.toEqual([fleetInstance()]);
  });

  test("does not take another answer for instances", async () => {
    answer = { status: 200, body: [{ ...fleetInstance(), zone: 7 }] };
    await expect(control.instances()).rejects.toThrow("expected string");
  });

  test("refuses capacity, and lifts it", async () => {
    await control.refuseCapacity([{ instanceType: "p5.48xlarge", zone: "eu-north-1a", times: 1 }]);
    await control.refuseCapacity([]);
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["POST", "/sandbox/capacity", { refuse: [{ instanceType: "p5.48xlarge", zone: "eu-north-1a", times: 1 }] }],
      ["POST", "/sandbox/capacity", { refuse: [] }],
    ]);
  });

  test("sets faults, and counts what they gave", async () => {
    await control.setFaults([{ kind: "throttled", service: "ec2", times: 3 }]);
    answer = { status: 200, body: [{ given: 3 }, { given: 2 }] };
    await expect(control.faultsGiven()).resolves.toBe(5);
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["POST", "/sandbox/faults", { faults: [{ kind: "throttled", service: "ec2", times: 3 }] }],
      ["GET", "/sandbox/faults", undefined],
    ]);
  });

  test("asks for the calls that nobody answered", async () => {
    answer = { status: 200, body: [] };
    await control.calls(7, "nobody");
    expect(seen[0]?.url).toBe("/sandbox/calls?since=7&answeredBy=nobody");
  });

  test("tells why the emulator refused", async () => {
    answer = { status: 409, body: { error: "NoRule: no rule matches" } };
    await expect(control.interrupt("i-1", "spot")).rejects.toThrow(
      "the AWS emulator refused POST /sandbox/interruptions: NoRule: no rule matches",
    );
  });
});
