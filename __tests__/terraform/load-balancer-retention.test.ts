import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { exampleFile } from "../platforms";
import { soundPlatform } from "../states";
import { emulatorOf, inScratch, Workspace } from "./terraform";

/** The example whose models in the cloud have no host, its state in files. */
const WITHOUT_HOSTS = soundPlatform(
  exampleFile((file) => {
    file.state = { local: {} };
    for (const one of file.deployments as Record<string, unknown>[])
      if (one.side === "cloud") Object.assign(one, { host: undefined, tls: undefined });
  }),
);

const TARGET_GROUP =
  "arn:aws:elasticloadbalancing:eu-north-1:111122223333:targetgroup/k8s-gatewayh-envoy/0123456789abcdef";
const ASKED = {
  ResourceTypeFilters: ["elasticloadbalancing:loadbalancer", "elasticloadbalancing:targetgroup"],
  TagFilters: [{ Key: "elbv2.k8s.aws/cluster", Values: ["acme-burst"] }],
};

/** A stand-in for AWS's index of tags: the emulator has no load balancers. */
async function startIndex(there: () => readonly string[]) {
  const asked: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (data) => {
      body += data;
    });
    request.on("end", () => {
      const { ResourceTypeFilters, TagFilters } = JSON.parse(body);
      asked.push({ ResourceTypeFilters: ResourceTypeFilters.sort(), TagFilters });
      const found = there().map((arn) => ({ ResourceARN: arn, Tags: [] }));
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ ResourceTagMappingList: found }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, url, stop: () => server.close() };
}

test("what the load balancer controller made stops the plan that takes its identity away, until it has ended", async () => {
  await inScratch(async (folder) => {
    let there: readonly string[] = [TARGET_GROUP];
    const index = await startIndex(() => there);
    const emulator = await emulatorOf(WITHOUT_HOSTS, join(folder, "emulator"));
    try {
      const env = { ...emulator.env, AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: index.url };
      const workspace = await Workspace.of(WITHOUT_HOSTS, join(folder, "example"), { ...emulator, env });
      const planned = () =>
        workspace.plan("cloud-burst").then(
          () => "planned",
          (error: Error) => error.message.replaceAll(/[│╷╵\s]+/g, " "),
        );
      expect(await planned()).toContain(
        `${TARGET_GROUP} would never end: this plan takes away what AWS Load Balancer Controller needs for it; deploy inference-cloud first: PLATFORM=FILE npx cdktf deploy inference-cloud --ignore-missing-stack-dependencies.`,
      );
      expect(index.asked).toContainEqual(ASKED);
      there = [];
      expect(await planned()).toBe("planned");
    } finally {
      await emulator.stop();
      index.stop();
    }
  });
});
