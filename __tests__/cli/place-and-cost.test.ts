import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exampleFile } from "../platforms";
import { runProgram } from "./run-program";

const EXAMPLE = "platforms/example.yaml";

describe("place", () => {
  test("says where a run goes, what speaks against the other side and what would change it", () => {
    const { stdout, code } = runProgram("cli/place", [EXAMPLE, "road-detector"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "run road-detector goes to cloud: h100",
        "  - on-prem, gang: pool bench: the run needs 32 units at once, team vision reaches 16 (quota 8 + 8 to borrow)",
        "  > for another answer, on-prem: give the team more quota, add nodes, or ask for fewer workers",
      ]),
    );
  });

  test("says when moving the run beats moving the data, and where models may be", () => {
    const { stdout } = runProgram("cli/place", [EXAMPLE]);
    expect(stdout).toContain(
      "+ on-prem, data: both sides are possible: moving the run beats moving imagenet (2.7 seconds, 0.0032 USD a start)",
    );
    expect(stdout).toContain(
      "- on-prem, gang: pool edge: its 2 nodes carry 3 of 4 workers at once beside what is served there (12 vCPUs, 48 GiB each)",
    );
    expect(stdout).toContain("model scan-segmenter is born on-prem and may be kept on-prem\n  - cloud, residency: ");
    expect(stdout).toContain("  + cloud, pool l4: a replica takes 1 unit, 0.85 USD an hour\n");
  });

  test("gives the same to machines", () => {
    const { stdout } = runProgram("cli/place", [EXAMPLE, "scan-segmenter", "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [{ run: "scan-segmenter", place: { side: "onPrem", pools: ["bench"] } }],
      models: [],
    });
  });

  test("tells machines, too, that data moves over the internet where no link is", () => {
    const folder = mkdtempSync(join(tmpdir(), "place-"));
    cpSync("platforms/pki", join(folder, "pki"), { recursive: true });
    const file = join(folder, "acme.yaml");
    const unlinked = exampleFile(({ cloud }) => {
      const { kubernetes } = cloud as { kubernetes: Record<string, unknown> };
      (cloud as Record<string, unknown>).link = "none";
      kubernetes.publicAccessCidrs = ["198.51.100.0/28"];
    });
    writeFileSync(file, unlinked);
    const notices = (path: string) =>
      (JSON.parse(runProgram("cli/place", [path, "--format", "json"]).stdout) as { notices: string[] }).notices;
    expect(notices(file)).toEqual(["no link: data moves over the internet, reckoned at 1000 Mb/s"]);
    expect(notices(EXAMPLE)).toEqual([]);
    expect(runProgram("cli/place", [file]).stdout).toMatch(/^no link: /);
  });

  test("exits 2 for a run that the file does not have", () => {
    expect(runProgram("cli/place", [EXAMPLE, "road-detecter"])).toEqual({
      stdout: "",
      stderr: 'platforms/example.yaml has no run "road-detecter"; did you mean "road-detector"?\n',
      code: 2,
    });
  });
});

describe("cost", () => {
  test("ends with the month in one line, after break-even, prices and what is left out", () => {
    const { stdout, code } = runProgram("cli/cost", [EXAMPLE]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\na month costs 32,122 USD idle, 60,473 expected, 212,523 at worst, without edge: no price is known\n$/,
    );
    expect(stdout).toContain("below 15 % use, rent; the declared work takes 8 %: rent");
    expect(stdout).toContain("  0 % rrr|rroooooooooooooooooooooooooooooooooo 100 %");
    expect(stdout).toMatch(
      /h100: rented 7\.36 USD a GPU-hour, owned 1\.68 \(a server of 8 .*\): below 23 % use, rent; .* 16 %: rent/,
    );
    expect(stdout).toMatch(/\n +vision +[\d,]+ +[\d,]+ +0\.00 +[\d,]+ *\n/);
    expect(stdout).toContain("not priced\n  pool edge (onPrem): no price is known; add yours to the file\n");
  });

  test("gives the same to machines", () => {
    const { stdout } = runProgram("cli/cost", [EXAMPLE, "--format", "json"]);
    expect((JSON.parse(stdout) as { total: { worstUsd: number } }).total.worstUsd).toBeCloseTo(212523, -1);
  });
});
