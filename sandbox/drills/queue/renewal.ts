import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemNamespace } from "../../../spec/names";
import { withCluster } from "../../clusters/cluster-access";
import { burstAddress } from "../../platform/burst-credential";
import { commandEnvironment } from "../../platform/sandbox-environment";
import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import { openSandbox } from "../../status";
import type { DrillContext } from "../drill";

interface CronJob {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly schedule: string;
    readonly jobTemplate: {
      readonly spec: {
        readonly template: {
          readonly spec: {
            readonly serviceAccountName: string;
            readonly containers: readonly {
              readonly env: readonly { readonly name: string; readonly value?: string }[];
            }[];
          };
        };
      };
    };
  };
}

/** What came of a renewal. */
export interface Renewal {
  readonly schedule: string;
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs the script of the job that renews the burst's credential: from its ConfigMap, with the variables and the service account that the CronJob
 * gives it. Its pod is simulated, so the script runs on this machine; the step before it, by which IAM Roles Anywhere gives the pod an AWS identity,
 * is left out, and it reaches the cloud's API server through the link.
 */
export async function renewCredential({ folder, platform, environment }: DrillContext): Promise<Renewal> {
  const namespace = `namespaces/${systemNamespace(platform)}`;
  const place = join(openSandbox(folder).folder, "renewal");
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, "account"), { recursive: true, mode: 0o700 });

  const { schedule, script, variables } = await withCluster(folder, ON_PREM_CLUSTER, async (api) => {
    const { items } = await api.get<{ readonly items: readonly CronJob[] }>(`/apis/batch/v1/${namespace}/cronjobs`);
    const job = items.find(({ metadata }) => metadata.name.endsWith("credential-renewal"));
    if (!job) throw new Error(`${systemNamespace(platform)} has no job that renews the credential of the burst`);
    const { serviceAccountName: account, containers } = job.spec.jobTemplate.spec.template.spec;
    const { data } = await api.get<{ readonly data: Readonly<Record<string, string>> }>(
      `/api/v1/${namespace}/configmaps/${job.metadata.name}`,
    );
    const { status } = await api.create<{ readonly status: { readonly token: string } }>(
      `/api/v1/${namespace}/serviceaccounts/${account}/token`,
      { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 600 } },
    );
    writeFileSync(join(place, "account", "token"), status.token, { mode: 0o600 });
    return {
      schedule: job.spec.schedule,
      script: data["renew.sh"] ?? "",
      variables: Object.fromEntries((containers[0]?.env ?? []).map(({ name, value = "" }) => [name, value])),
    };
  });
  const { server, certificateAuthority } = openSandbox(folder).clusters[ON_PREM_CLUSTER] ?? {};
  writeFileSync(join(place, "account", "ca.crt"), certificateAuthority ?? "");
  writeFileSync(join(place, "renew.sh"), script);
  const { hostname, port } = new URL(server ?? "");
  const { code, output } = await ended(place, {
    ...commandEnvironment(folder, environment),
    ...variables,
    BURST_ENDPOINT: burstAddress(folder),
    HOME: place,
    ACCOUNT_FOLDER: join(place, "account"),
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
  });
  rmSync(place, { recursive: true, force: true });
  return { schedule, code, output };
}

function ended(
  place: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", [join(place, "renew.sh")], { cwd: place, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output: output.trim() }));
  });
}
