import type { Server } from "node:http";
import { EmulatorControl } from "../aws/emulator-control";
import { followInstances } from "../aws/instances";
import { ClusterNodes } from "../clusters/cluster-nodes";
import { KubernetesApi } from "../clusters/kubernetes-api";
import { processesWith } from "../process-table";
import { stopProcess } from "../processes";
import { Agent } from "./agent";
import { readAgentConfig } from "./agent-config";
import { egressProxy, listenOnSocket, tableRoute } from "./egress-proxy";
import { isolation } from "./isolation";
import { tokenWebhook } from "./token-webhook";

/** The variable by which an agent knows the processes of its own pods, those too that an agent before it started. */
const CLUSTER_VARIABLE = "HYBRID_GPU_SANDBOX_PODS_OF";

function say(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}

async function main(configFile: string): Promise<void> {
  const read = readAgentConfig(configFile);
  const config = { ...read, environment: { ...read.environment, [CLUSTER_VARIABLE]: read.folder } };
  await Promise.all(processesWith(CLUSTER_VARIABLE, config.folder).map((leftOver) => stopProcess(leftOver)));
  const agent = new Agent(config, isolation(), say);
  const proxy = egressProxy((host, port) => agent.route(host, port));
  const webhook = tokenWebhook(config.tokens, say);
  await listenOnSocket(proxy, config.egressSocket);
  await listen(webhook, config.tokenWebhookPort);
  if (config.hosts) {
    const { ports, proxyPort } = config.hosts;
    await listen(egressProxy(tableRoute(ports)), proxyPort);
  }
  const { instances } = config;
  const follower =
    instances &&
    followInstances({
      emulator: new EmulatorControl(instances.emulator),
      cluster: instances.cluster,
      nodes: new ClusterNodes(new KubernetesApi(config.access)),
      kubeletVersion: instances.kubeletVersion,
      onChange: say,
    });
  const end = async (): Promise<void> => {
    await Promise.all([agent.stop(), follower?.stop()]);
    process.exit(0);
  };
  process.once("SIGTERM", end).once("SIGINT", end);
  say(`agent of ${config.cluster} works as process ${process.pid}`);
  await agent.run();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port }, resolve);
  });
}

main(process.argv[2] ?? "").catch((error: Error) => {
  say(`agent ends: ${error.stack}`);
  process.exit(1);
});
