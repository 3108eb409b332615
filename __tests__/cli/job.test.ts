import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { exampleFile } from "../platforms";
import { runProgram } from "./run-program";

describe("job", () => {
  test.each([
    ["road-detector", "acme-vision", "burst"],
    ["backbone-trial", "acme-vision", "experiment"],
    ["scan-segmenter", "acme-medical-restricted", "experiment"],
    ["scene-index", "acme-vision", "burst-cpu"],
  ])("prints %s alone on stdout, for the namespace and queue where placement puts it", (run, namespace, queue) => {
    const { stdout, stderr, code } = runProgram("cli/job", ["platforms/example.yaml", run]);
    expect(code).toBe(0);
    // why it goes there is for people, beside the manifest.
    expect(stderr).toMatch(/^[+-] (onPrem|cloud): /);
    expect(parse(stdout)).toMatchObject({
      apiVersion: "jobset.x-k8s.io/v1alpha2",
      kind: "JobSet",
      metadata: { generateName: `${run}-`, namespace, labels: { "kueue.x-k8s.io/queue-name": queue } },
    });
  });

  test("says on stderr what a worker gets less of than it needs", () => {
    const folder = mkdtempSync(join(tmpdir(), "job-"));
    cpSync("platforms/pki", join(folder, "pki"), { recursive: true });
    const file = join(folder, "acme.yaml");
    const large = exampleFile((yaml) => {
      const [run] = yaml.runs as { needs: Record<string, unknown> }[];
      Object.assign(run?.needs ?? {}, { cpus: 190 });
    });
    writeFileSync(file, large);
    const { stderr } = runProgram("cli/job", [file, "road-detector"]);
    expect(stderr).toContain(
      "! needs.cpus: 190 is more than a pod can have of a node of h100, and a worker gets 163.2\n",
    );
    expect(runProgram("cli/job", ["platforms/example.yaml", "road-detector"]).stderr).not.toContain("!");
  });

  test("exits 2 for a run that the file does not have, and names the nearest", () => {
    expect(runProgram("cli/job", ["platforms/example.yaml", "road-detecter"])).toEqual({
      stdout: "",
      stderr: 'platforms/example.yaml has no run "road-detecter"; did you mean "road-detector"?\n',
      code: 2,
    });
  });
});
