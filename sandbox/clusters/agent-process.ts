import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { compiledProgram } from "../compiled-program";
import { Crash } from "../crash";
import type { AgentConfig } from "../node/agent-config";
import { accepts } from "../ports";
import { isRunning, processesWith } from "../process-table";
import { SANDBOX_VARIABLE, type SandboxProcess, startProcess, stopProcess } from "../processes";

/** Variable that the agent of a cluster carries; its value is the cluster's folder. */
const AGENT_VARIABLE = "HYBRID_GPU_SANDBOX_AGENT";

const START_TIMEOUT_MS = 20_000;
/** Longer than an agent gives to the processes of its pods. */
const STOP_GRACE_SEC = 20;

/** Ends the agent of a cluster, whether or not it is on record; it ends the processes behind pods. */
export async function stopAgent(clusterFolder: string): Promise<void> {
  const agents = processesWith(AGENT_VARIABLE, clusterFolder);
  await Promise.all(agents.map((agent) => stopProcess(agent, STOP_GRACE_SEC)));
}

/** Starts the agent of a cluster and waits until it answers. */
export async function startAgent(sandbox: string, config: AgentConfig): Promise<SandboxProcess> {
  mkdirSync(config.folder, { recursive: true });
  rmSync(config.egressSocket, { force: true });
  const configFile = join(config.folder, "agent.json");
  const environment = { ...config.environment, [SANDBOX_VARIABLE]: sandbox };
  writeFileSync(configFile, JSON.stringify({ ...config, environment }), { mode: 0o600 });
  const agent = startProcess({
    name: `agent of ${config.cluster}`,
    folder: sandbox,
    command: [process.execPath, compiledProgram("node/agent-main"), configFile],
    environment: { PATH: "/usr/bin:/bin", [AGENT_VARIABLE]: config.folder },
    logFile: join(config.folder, "logs", "agent.log"),
  });
  for (let waited = 0; waited < START_TIMEOUT_MS; waited += 50) {
    if (!isRunning(agent)) throw new Crash(agent.name, agent.logFile);
    if (existsSync(config.egressSocket) && (await accepts(config.tokenWebhookPort))) return agent;
    await sleep(50);
  }
  throw new Crash(agent.name, agent.logFile, `did not answer in ${START_TIMEOUT_MS / 1000} s`);
}
