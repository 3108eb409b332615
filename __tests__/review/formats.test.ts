import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html } from "../../review/html";
import { MAX_COMMENT, markdown } from "../../review/markdown";
import { type Page } from "../../review/page";
import { picture } from "../../review/picture";
import { sarif } from "../../review/sarif";
import { examplePlatform, onPremOnly } from "../platforms";
import { base, reportOf } from "./example-reports";
import { EXAMPLE } from "./platform-texts";

describe("formats", () => {
  const wide = (rows: number): Page => ({
    title: "Platform x",
    verdict: "■ Dangerous",
    level: "dangerous",
    scope: "x against y",
    answers: [["Lost", ["a <b> | c @team", "and 2 more"]]],
    sections: [
      { title: "Few", open: true, lines: [], table: { head: ["a"], rows: [["first"]] } },
      {
        title: "Many",
        open: false,
        lines: [],
        table: { head: ["a"], rows: Array.from({ length: rows }, (_, i) => [`row-${i}-${"x".repeat(80)}`]) },
      },
    ],
  });

  test("Markdown fits a comment, keeps the verdict and says what it left out", () => {
    const text = markdown(wide(10_000));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_COMMENT);
    expect(text).toContain("**■ Dangerous**");
    expect(text).toContain("first");
    expect(text).toMatch(/\d+ of 10000 rows are left out here; the HTML and the JSON report have them\./);
    expect(markdown(wide(10))).not.toContain("left out");
  });

  test("Markdown and HTML write text as text", () => {
    expect(markdown(wide(1))).toContain("a &lt;b&gt; \\| c @&#8203;team<br>and 2 more |");
    expect(html(wide(1), "")).toContain("<div>a &#60;b&#62; | c @team</div><div>and 2 more</div>");
  });

  test("HTML holds no script and loads nothing", () => {
    const text = html(wide(1), picture(base.platform));
    expect(text).not.toMatch(/<script|<link|src=|url\(/);
    expect(text).toContain('<html lang="en">');
  });

  test("SARIF points to lines of the file", () => {
    const log = JSON.parse(sarif(reportOf([["residency: [EU]", "residency: [EU, US]"]]), "platforms/acme.yaml"));
    const result = log.runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === "residency-widened");
    expect(result.level).toBe("error");
    const line = EXAMPLE.split("\n").findIndex((text) => text.includes("residency: [EU]")) + 1;
    expect(result.locations[0].physicalLocation.region.startLine).toBe(line);
  });

  test("the README's picture is that of the example (npm run review -- platforms/example.yaml --format svg)", () => {
    expect(`${picture(base.platform)}\n`).toBe(readFileSync(join(__dirname, "../../docs/example.svg"), "utf8"));
  });

  test("the picture draws what crosses the link, and no link where one side is alone", () => {
    const labels = (svg: string) => [...svg.matchAll(/text-anchor="middle"[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(labels(picture(base.platform))).toEqual([
      "VPN, 1,000 Mb/s",
      "road-detector, scene-index",
      "bursts",
      "imagenet",
      "copied",
      "digits",
      "copied",
      "road-detector",
      "copied",
    ]);
    expect(labels(picture(onPremOnly()))).toEqual([]);
  });

  test("the picture is the same for the same platform and names its sides, pools and data", () => {
    const drawn = picture(examplePlatform());
    expect(picture(examplePlatform())).toBe(drawn);
    for (const word of [
      "on-prem fra1 (DE)",
      "cloud eu-north-1 (SE)",
      "h100: 0 to 4 nodes of 8 × h100-80gb",
      "patient-scans, restricted",
      "VPN, 1,000 Mb/s",
    ])
      expect(drawn).toContain(word);
  });
});
