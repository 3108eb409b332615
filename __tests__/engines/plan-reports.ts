import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { s3Request } from "../../sandbox/aws/s3-request";
import { clusterApi } from "../../sandbox/clusters/cluster-access";
import { projectFolder } from "../../sandbox/platform/deploy";
import { commandEnvironment, sandboxEnvironment } from "../../sandbox/platform/sandbox-environment";
import { CHANGED } from "../review/changed-platform";
import { EXAMPLE } from "../review/platform-texts";
import { soundPlatform, synthesizeInto } from "../states";
import { PROJECT } from "./checkout";
import { recordPlan } from "./record-plan";

/** Terraform at once: each asks the API servers of one machine. */
const AT_ONCE = 2;

/** Files of a change, and plans of every deployed state of it, as a reviewer's runner has them. */
export interface PlannedChange {
  /** The changed platform file. */
  readonly file: string;
  /** `--plan` arguments, a state each. */
  readonly plans: readonly string[];
}

/** Plans every state of a sandbox as it is deployed. */
export function planDeployed(box: string, folder: string): Promise<PlannedChange> {
  return planned(box, join(projectFolder(box), "cdktf.out", "stacks"), join(folder, "as-deployed"), EXAMPLE);
}

/**
 * Plans every state of a sandbox with another platform file, after somebody changed a bucket, a namespace and a quota by hand, with an object that
 * the plan takes into the state. Nothing is applied, and what was done by hand is undone.
 */
export async function planChanged(box: string, folder: string): Promise<PlannedChange> {
  const work = join(folder, "changed");
  const stacks = join(work, "stacks");
  const outdir = join(work, "cdktf.out");
  mkdirSync(work, { recursive: true });
  for (const stack of synthesizeInto(outdir, soundPlatform(CHANGED))) {
    cpSync(join(projectFolder(box), "cdktf.out", "stacks", stack), join(stacks, stack), { recursive: true });
    cpSync(join(outdir, "stacks", stack), join(stacks, stack), { recursive: true });
  }
  takeIn(join(stacks, "on-prem", "cdk.tf.json"));
  return byHand(box, () => planned(box, stacks, work, CHANGED));
}

const TAKEN = "made-by-hand";

/** Has a state take a namespace in that is there already. */
function takeIn(file: string): void {
  const state = JSON.parse(readFileSync(file, "utf8"));
  state.import = [...(state.import ?? []), { to: `kubernetes_namespace_v1.${TAKEN}`, id: TAKEN }];
  state.resource.kubernetes_namespace_v1 = {
    ...state.resource.kubernetes_namespace_v1,
    [TAKEN]: { metadata: { name: TAKEN } },
  };
  writeFileSync(file, JSON.stringify(state));
}

/** Does something while the platform has drifted: versions of a bucket are suspended, and a label of a namespace is another. */
async function byHand<T>(box: string, work: () => Promise<T>): Promise<T> {
  const api = clusterApi(box, "on-prem");
  const { AWS_ENDPOINT_URL: url = "" } = sandboxEnvironment(box);
  const namespace = "/api/v1/namespaces/acme-vision";
  const label = (value: string) =>
    api.patch(namespace, { metadata: { labels: { "pod-security.kubernetes.io/enforce": value } } });
  const versions = (status: string) =>
    s3Request(
      url,
      "eu-north-1",
      "PUT",
      "acme-models-111122223333-eu-north-1?versioning",
      `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${status}</Status></VersioningConfiguration>`,
    );
  try {
    await api.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: TAKEN } });
    await label("privileged");
    await versions("Suspended");
    return await work();
  } finally {
    await versions("Enabled");
    await label("restricted");
    await api.delete(`/api/v1/namespaces/${TAKEN}`);
    api.close();
  }
}

async function planned(box: string, stacks: string, work: string, yaml: string): Promise<PlannedChange> {
  mkdirSync(work, { recursive: true });
  cpSync(join(PROJECT, "platforms", "pki"), join(work, "pki"), { recursive: true });
  const file = join(work, "platform.yaml");
  writeFileSync(file, yaml);
  const left = readdirSync(stacks).sort();
  const plans: string[] = [];
  const worker = async () => {
    for (let stack = left.shift(); stack !== undefined; stack = left.shift()) {
      const folder = join(stacks, stack);
      const name = "review.plan";
      // what is planned here is never applied: another may hold the lock.
      await terraform(box, folder, "plan", "-input=false", "-no-color", "-lock=false", `-out=${name}`);
      const text = await terraform(box, folder, "show", "-json", name);
      writeFileSync(join(work, `${stack}.json`), text);
      if (yaml !== EXAMPLE) recordPlan(stack, text, box);
      plans.push(`${stack}=${join(work, `${stack}.json`)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { file, plans: plans.sort() };
}

function terraform(box: string, cwd: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = commandEnvironment(box, process.env);
    const child = spawn("terraform", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const [output, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (data) => output.push(data));
    child.stderr.on("data", (data) => errors.push(data));
    child.once("error", reject);
    child.once("close", (code) => {
      const text = Buffer.concat(output).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`terraform ${args[0]} in ${cwd}:\n${Buffer.concat(errors).toString() || text}`));
    });
  });
}
