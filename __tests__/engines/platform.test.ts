import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { MAX_COMMENT } from "../../review/markdown";
import type { Report } from "../../review/report";
import { processesWith } from "../../sandbox/process-table";
import { SANDBOX_VARIABLE } from "../../sandbox/processes";
import { sandboxState } from "../../sandbox/sandbox";
import { FRAMEWORKS } from "../../spec/schema/work";
import { burstFrameworks } from "./burst-frameworks";
import { checkout, PROJECT } from "./checkout";
import { planChanged, planDeployed } from "./plan-reports";

const EXAMPLE = join(PROJECT, "platforms", "example.yaml");

const { folder, box, command, inShell, remove } = checkout();

interface Summary {
  readonly done: boolean;
  readonly states: readonly { stack: string; added: number; changed: number; destroyed: number }[];
  readonly runs: readonly {
    run: string;
    side: string;
    finished: boolean;
    runningAfterSeconds: number;
    steps: readonly { what: string }[];
  }[];
  readonly served: readonly { deployment: string; wanted: number; ready: number }[];
}

function summary(): Summary {
  return JSON.parse(readFileSync(join(box, "summary.json"), "utf8")) as Summary;
}

/** The report of a file against the example, with real plans. */
function reviewed(file: string, plans: readonly string[]): Report {
  const args = [file, "--base", EXAMPLE, "--plan", ...plans, "--format", "md,json", "--out", folder];
  const { stderr, code } = command("review", ...args);
  if (code !== 0) throw new Error(`npm run review ended with ${code}:\n${stderr}`);
  return JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report;
}

/** Copies nothing: the example has a file beside it that its path must reach. */
function onPremOnly(): string {
  const { cloud: _, ...file } = parse(readFileSync(EXAMPLE, "utf8"));
  const written = {
    ...file,
    state: { local: {} },
    teams: file.teams.map(({ burst: __, roleArns: ___, ...team }: Record<string, unknown>) => team),
    datasets: [],
    runs: [],
    models: [],
    deployments: [],
    onPrem: { ...file.onPrem, certificateAuthority: undefined },
  };
  const path = join(folder, "on-prem-only.yaml");
  writeFileSync(path, stringify(written));
  return path;
}

afterAll(remove);

describe("npm start", () => {
  test("deploys every state of the example, and runs one run on-prem and one in the cloud", () => {
    const { stdout, stderr, code } = command("start", EXAMPLE);
    if (code !== 0) throw new Error(`npm start ended with ${code}:\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
    const { done, states, runs, served } = summary();
    expect(done).toBe(true);
    expect(states.map(({ stack }) => stack).sort()).toEqual([
      "burst-link",
      "cloud-burst",
      "cloud-foundation",
      "cloud-platform",
      "inference-cloud",
      "inference-on-prem",
      "on-prem",
    ]);
    expect(states.every(({ added, changed, destroyed }) => added > 0 && changed + destroyed === 0)).toBe(true);
    expect(runs.map(({ run, side, finished }) => ({ run, side, finished }))).toEqual([
      { run: "backbone-trial", side: "onPrem", finished: true },
      { run: "road-detector", side: "cloud", finished: true },
    ]);
    expect(runs[1]?.steps.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        "sent to the cloud's cluster (acme-burst)",
        "nodes come up, from zero",
        "4 nodes ready",
        "the copy in the cloud is removed",
        "the nodes that came for it are gone",
      ]),
    );
    expect(served.map(({ deployment }) => deployment).sort()).toEqual([
      "digits-cloud",
      "digits-fra1",
      "road-detector-cloud",
      "road-detector-cloud",
      "road-detector-fra1",
      "scan-segmenter-fra1",
    ]);
    expect(served.every(({ wanted, ready }) => wanted > 0 && ready === wanted)).toBe(true);
  });

  test("changes nothing the second time", () => {
    expect(command("start", EXAMPLE).code).toBe(0);
    const { states } = summary();
    expect(states).toHaveLength(7);
    expect(states.every(({ added, changed, destroyed }) => added + changed + destroyed === 0)).toBe(true);
  });

  test("is reported with nothing to do by real plans of all seven states", async () => {
    const { file, plans } = await planDeployed(box, folder);
    expect(plans).toHaveLength(7);
    const report = reviewed(file, plans);
    expect(report.states.map(({ source }) => source)).toEqual(Array(7).fill("plan"));
    expect([report.changes, report.drift, report.fileChanges]).toEqual([[], [], []]);
    // the sandbox has no issuer of certificates, and the plan says so.
    expect(report.findings.map(({ rule, title }) => [rule, title.split(":")[0]])).toEqual([
      ["check-fails", "check.certificate_issuer fails"],
    ]);
  });

  test("is reported with what a change creates, updates, replaces, destroys, moves and takes in, and with what drifted", async () => {
    const { file, plans } = await planChanged(box, folder);
    const report = reviewed(file, plans);
    expect(report.states.map(({ source }) => source)).toEqual(Array(7).fill("plan"));
    const words = new Set(report.states.flatMap(({ counts }) => Object.keys(counts)));
    expect([...words]).toEqual(expect.arrayContaining(["create", "update", "replace", "destroy", "move", "import"]));
    expect(report.losses.find(({ address }) => address.startsWith("aws_fsx_lustre_file_system."))).toMatchObject({
      data: true,
      why: "subnet_ids cannot change in place",
    });
    expect(report.drift.map(({ address }) => address.split(".")[0]).sort()).toEqual([
      "aws_s3_bucket_versioning",
      "kubernetes_namespace_v1",
    ]);
    const rules = report.findings.map(({ rule }) => rule);
    expect(rules).not.toContain("not-understood");
    // the object that is taken in was written into the synthesized file by hand.
    expect(report.findings.find(({ rule }) => rule === "plan-of-other-files")?.title).toContain(
      "kubernetes_namespace_v1.made-by-hand is in the plan alone",
    );
    const comment = readFileSync(join(folder, "report.md"), "utf8");
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(MAX_COMMENT);
    expect(comment.split("\n").slice(0, 25).join("\n")).toContain("files that were not exported to the buckets");
  });

  test("bursts a run of each framework: admitted on-prem, run by the cloud's Kueue on its pool, completed on-prem", async () => {
    const runs = await burstFrameworks(box);
    expect(runs.map(({ framework, clusterName, completed }) => ({ framework, clusterName, completed }))).toEqual(
      FRAMEWORKS.map((framework) => ({ framework, clusterName: "acme-burst", completed: true })),
    );
    for (const { framework, manifest, pods } of runs) {
      expect(pods).toHaveLength(
        manifest.spec.replicatedJobs.reduce((sum, { template }) => sum + template.spec.completions, 0),
      );
      for (const { spec, metadata } of pods) {
        // a head or a driver asks for no GPU: its affinity keeps it with its workers.
        if ("nvidia.com/gpu" in spec.containers[0].resources.limits)
          expect(spec.nodeSelector).toMatchObject({ "gpu.platform/pool": "h100" });
        else expect(JSON.stringify(spec.affinity)).toContain('"values":["h100"]');
        expect(metadata.labels).toMatchObject({ "gpu.platform/run": `burst-${framework}` });
        expect(spec.containers[0].env).toEqual(
          expect.arrayContaining([
            expect.objectContaining({ name: "ATTEMPT" }),
            expect.objectContaining({
              name: "CHECKPOINT_URI",
              value: expect.stringMatching(
                new RegExp(`^s3://acme-checkpoints-.*/vision/burst-${framework}/\\$\\(RUN_ID\\)$`),
              ),
            }),
          ]),
        );
      }
    }
  }, 400_000);

  test("keeps to loopback, and names what is in trouble when a process is killed; up heals it with its data", () => {
    expect(sandboxState(box)).toMatchObject({ trouble: [], strayListeners: [] });
    const scheduler = sandboxState(box)?.status.processes["on-prem kube-scheduler"];
    if (!scheduler) throw new Error("no scheduler runs");
    process.kill(scheduler.pid, "SIGKILL");
    const status = command("sandbox", "status");
    expect(status.code).toBe(1);
    expect(status.stdout).toContain("on-prem kube-scheduler has ended by itself");
    expect(command("sandbox", "up", EXAMPLE).code).toBe(0);
    expect(command("sandbox", "status")).toMatchObject({ code: 0 });
    expect(inShell("kubectl --context acme-fra1 get namespace acme-vision -o name").stdout).toBe(
      "namespace/acme-vision\n",
    );
  });

  test("has the cloud's API server refuse a run that names a store of on-prem, and take one that names the cloud's", () => {
    const image = `registry.acme.example/train/road@sha256:${"0".repeat(64)}`;
    const answer = (place: string) => {
      const job = {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: "reads", namespace: "acme-vision", labels: { "kueue.x-k8s.io/queue-name": "burst-cpu" } },
        spec: {
          template: {
            spec: { restartPolicy: "Never", containers: [{ name: "main", image, args: [`--data=${place}`] }] },
          },
        },
      };
      writeFileSync(join(folder, "job.json"), JSON.stringify(job));
      return inShell(`kubectl --context acme-burst create --dry-run=server -f ${join(folder, "job.json")}`);
    };
    expect(answer("s3://acme-datasets-111122223333-eu-north-1/road-scenes")).toMatchObject({ code: 0 });
    for (const place of ["s3://acme-datasets/imagenet", "s3://acme-restricted/datasets/patient-scans"]) {
      const { code, stderr } = answer(place);
      expect(code).not.toBe(0);
      expect(stderr).toContain(`got --data=${place}`);
    }
  });

  test("prints commands that work as they stand", () => {
    expect(inShell("kubectl --context acme-burst get nodepools -o name").stdout).toContain("h100-on-demand");
    const plan = inShell(`terraform -chdir=${box}/project/cdktf.out/stacks/cloud-foundation plan -detailed-exitcode`);
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes.") });
    const submitted = inShell(
      `node ${join(PROJECT, "scripts", "run.mjs")} cli/job ${EXAMPLE} scan-segmenter | kubectl --context acme-fra1 create -f -`,
    );
    expect(submitted.stdout).toMatch(/^jobset\.jobset\.x-k8s\.io\/scan-segmenter-\w+ created\n$/);
  });

  test("takes both clusters' states down once nothing runs, and refuses the state with the keys", () => {
    expect(inShell("kubectl --context acme-fra1 delete jobsets,jobs --all --all-namespaces").code).toBe(0);
    const states = ["inference-on-prem", "inference-cloud", "burst-link", "on-prem", "cloud-platform"];
    const down = command("sandbox", "destroy", ...states);
    expect({ code: down.code, stderr: down.code === 0 ? "" : down.stderr }).toEqual({ code: 0, stderr: "" });
    for (const state of states) expect(down.stderr).toMatch(new RegExp(`${state}: \\d+ destroyed`));
    for (const context of ["acme-fra1", "acme-burst"])
      expect(inShell(`kubectl --context ${context} get namespaces -l gpu.platform/name=acme -o name`).stdout).toBe("");
    const refused = command("sandbox", "destroy");
    expect(refused.code).toBe(1);
    // cdktf may end before it has read all that Terraform said: what counts is that everything is there still.
    const log = readFileSync(join(box, "logs", "destroy.log"), "utf8");
    expect(`${refused.stderr}${log}`).toMatch(/Instance cannot be destroyed|Terraform CLI failed with exit code 1/);
    const left = inShell(`terraform -chdir=${box}/project/cdktf.out/stacks/cloud-burst state list`);
    expect(left.stdout).toContain("aws_eks_cluster.");
  });

  test("leaves no process and no file when it is ended", () => {
    expect(command("sandbox", "down", "--purge").code).toBe(0);
    expect(processesWith(SANDBOX_VARIABLE, box)).toEqual([]);
    expect(existsSync(box)).toBe(false);
  });
});

test("a platform without a cloud deploys its one state, kept inside the sandbox", () => {
  const { stdout, stderr, code } = command("start", onPremOnly());
  expect({ code, stderr: code === 0 ? "" : stderr + stdout }).toEqual({ code: 0, stderr: "" });
  const { states, runs } = summary();
  expect(states).toMatchObject([{ stack: "on-prem", changed: 0, destroyed: 0 }]);
  expect(runs).toEqual([]);
  expect(existsSync(join(folder, "on-prem.tfstate"))).toBe(false);
});
