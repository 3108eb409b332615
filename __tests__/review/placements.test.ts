import { markdown } from "../../review/markdown";
import { pageOf } from "../../review/page";
import { reportOf, rulesOf } from "./example-reports";
import { EXAMPLE } from "./platform-texts";

describe("runs", () => {
  test("that go to the other side need a look, and say why", () => {
    const report = reportOf([
      [
        "sizeGiB: 150, home: onPrem, classification: public, cachedOn: [cloud]",
        "sizeGiB: 150, home: cloud, classification: public",
      ],
    ]);
    expect(report.runs.filter(({ changed }) => changed)).toEqual([
      {
        run: "backbone-trial",
        team: "vision",
        place: { before: "on-prem: lab", after: "cloud: l4, h100" },
        because:
          "both sides are possible: moving the run beats moving imagenet (0.36 hours, 15.00 USD a start), although without the data a start costs 1.71 USD here and 0.31 there",
        usd: { before: 13, after: 68 },
        changed: true,
        sideChanged: true,
      },
    ]);
    expect(report.findings.find(({ rule }) => rule === "run-moved")).toMatchObject({
      level: "look",
      line: EXAMPLE.split("\n").findIndex((text) => text.includes("- name: backbone-trial")) + 1,
    });
    expect(markdown(pageOf(report)).split("\n").slice(0, 25).join("\n")).toContain(
      "run backbone-trial goes to cloud: l4, h100 and went to on-prem: lab",
    );
  });

  test("that reach more pools of their side need none", () => {
    const report = reportOf([["gpuMemoryGiB: 10, precision", "gpuMemoryGiB: 11, precision"]]);
    expect(report.runs.filter(({ changed }) => changed)).toMatchObject([
      { run: "backbone-trial", place: { after: "on-prem: bench" }, sideChanged: false },
    ]);
    expect(rulesOf(report)).not.toContain("run-moved");
  });

  test("without a choice say what stands against the other side", () => {
    const because = Object.fromEntries(reportOf([]).runs.map((row) => [row.run, row.because]));
    expect(because["scan-segmenter"]).toContain("cloud: restricted data never leaves on-prem");
    expect(because["road-detector"]).toContain("on-prem: pool bench: the run needs 32 units at once");
  });
});

describe("models", () => {
  test("are in the matrix: where they are born, served and forbidden", () => {
    const models = reportOf([]).residency.filter(({ kind }) => kind === "model");
    expect(models.map(({ name, place, state }) => `${name}, ${place}: ${state.after}`)).toEqual([
      "digits, fra1 (DE): born here, served here",
      "digits, eu-north-1 (SE): served here",
      "road-detector, fra1 (DE): served here",
      "road-detector, eu-north-1 (SE): born here, served here",
      "scan-segmenter, fra1 (DE): born here, served here",
      "scan-segmenter, eu-north-1 (SE): forbidden: restricted data never leaves on-prem",
    ]);
  });
});
