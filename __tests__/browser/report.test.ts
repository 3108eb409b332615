import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { buildReport } from "../../review/build-report";
import { html } from "../../review/html";
import { markdown } from "../../review/markdown";
import { pageOf } from "../../review/page";
import { picture } from "../../review/picture";
import { readPlan } from "../../review/plan/plan-file";
import { PROJECT } from "../house/sources";
import { EXAMPLE, recordedPlan, statesOf, textOfPlatform } from "../review/platform-texts";
import { inScratch } from "../terraform/terraform";
import { startBrowser, VIEWS, type View } from "./browser";

const base = textOfPlatform(EXAMPLE, "platforms/example.yaml");
const baseStates = statesOf(base);

/** More GPUs, a wider residency, a higher budget, and a plan that replaces the network and finds drift. */
const CHANGED = EXAMPLE.replace("maxNodes: 4", "maxNodes: 6")
  .replace("residency: [EU]", "residency: [EU, US]")
  .replace("monthlyUsd: 60000", "monthlyUsd: 90000");

function reportOf(yaml: string, planned: boolean) {
  const head = textOfPlatform(yaml, "platforms/example.yaml");
  const plans = planned ? [readPlan("cloud-foundation", "plan.json", recordedPlan("replace"))] : [];
  const report = buildReport({
    head,
    headStates: yaml === EXAMPLE ? baseStates : statesOf(head),
    base: { ...base, called: "main" },
    baseStates,
    plans,
  });
  return { page: pageOf(report), picture: picture(head.platform) };
}

const REPORTS = {
  dangerous: reportOf(CHANGED, true),
  "needs a look": reportOf(EXAMPLE.replace("maxNodes: 4", "maxNodes: 5"), false),
  unchanged: reportOf(EXAMPLE, false),
};

/** A stand-in for GitHub's own renderer: its stylesheet around what another parser, in the browser, makes of its Markdown. */
function likeGitHub(text: string): string {
  const style = readFileSync(require.resolve("github-markdown-css/github-markdown.css"), "utf8");
  const parser = readFileSync(join(PROJECT, "node_modules/marked/lib/marked.umd.js"), "utf8");
  const main = JSON.stringify(text).replaceAll("<", "\\u003c");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>comment</title><style>${style}
@media(prefers-color-scheme:dark){html{background:#0d1117}}body{margin:0}.markdown-body{max-width:48rem;margin:0 auto;padding:1rem}</style></head>
<body><main class="markdown-body"></main><script>${parser}</script><script>document.querySelector("main").innerHTML=marked.parse(${main},{gfm:true})</script></body></html>`;
}

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** Opens a page of ours in a view. */
async function opened<T>(
  text: string,
  { scheme, width }: View,
  work: (page: Page, context: BrowserContext) => Promise<T>,
  javaScriptEnabled = true,
): Promise<T> {
  return inScratch(async (folder) => {
    const path = join(folder, "report.html");
    writeFileSync(path, text);
    // axe is a script, and the report's own policy forbids every script.
    const context = await browser.newContext({
      colorScheme: scheme,
      viewport: { width, height: 900 },
      bypassCSP: javaScriptEnabled,
      javaScriptEnabled,
    });
    try {
      const page = await context.newPage();
      await page.goto(pathToFileURL(path).href);
      return await work(page, context);
    } finally {
      await context.close();
    }
  });
}

const openAll = (page: Page) =>
  page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");

/** Pixels by which a page is wider than its window. */
const overflow = (page: Page) =>
  page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** What axe finds against a page, a line each. */
async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html: of }) => `${id}: ${of.slice(0, 200)}`));
}

const CASES = Object.entries(REPORTS).flatMap(([name, report]) => VIEWS.map((view) => ({ name, report, ...view })));

describe("the HTML report", () => {
  test.each(CASES)("$name, $scheme, $width wide: axe finds nothing, folded or not", async ({ report, ...view }) => {
    await opened(html(report.page, report.picture), view, async (page) => {
      expect(await complaints(page)).toEqual([]);
      await openAll(page);
      expect(await complaints(page)).toEqual([]);
    });
  });

  test.each(VIEWS)(
    "$scheme, $width wide: nothing is wider than the window but what scrolls by itself",
    async (view) => {
      await opened(html(REPORTS.dangerous.page, REPORTS.dangerous.picture), view, async (page) => {
        await openAll(page);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      });
    },
  );

  test("axe would find a fault", async () => {
    const text = html(REPORTS.dangerous.page, "").replace(/--faint:#57606a/, "--faint:#d0d0d0");
    await opened(text, { scheme: "light", width: 1280 }, async (page) => {
      expect((await complaints(page)).join()).toContain("color-contrast");
    });
  });

  test("works without scripts, by keyboard, and asks nobody for anything", async () => {
    const { page: report, picture: drawn } = REPORTS.dangerous;
    const work = async (page: Page) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.reload();
      expect(asked).toHaveLength(1);
      const gpus = page.locator("details", { hasText: "GPUs (" }).first();
      expect(await gpus.locator("table").isVisible()).toBe(false);
      await gpus.locator("summary").focus();
      await page.keyboard.press("Enter");
      expect(await gpus.locator("table").isVisible()).toBe(true);
    };
    await opened(html(report, drawn), { scheme: "light", width: 1280 }, work, false);
  });

  test("prints what is folded", async () => {
    await opened(html(REPORTS.dangerous.page, ""), { scheme: "light", width: 1280 }, async (page) => {
      const table = page.locator("details", { hasText: "GPUs (" }).first().locator("table");
      const height = async () => (await table.boundingBox())?.height ?? 0;
      expect(await height()).toBe(0);
      await page.emulateMedia({ media: "print" });
      expect(await height()).toBeGreaterThan(20);
    });
  });
});

describe("the Markdown report, as GitHub's stylesheet shows it", () => {
  test.each(VIEWS)(
    "$scheme, $width wide: has a table for each table, and nothing is wider than the window",
    async (view) => {
      const { page: report } = REPORTS.dangerous;
      await opened(likeGitHub(markdown(report)), view, async (page) => {
        const tables = report.sections.filter(({ table }) => table !== undefined).length;
        expect(await page.locator("table").count()).toBe(tables + 1);
        expect(await page.locator("summary").allTextContents()).toContain("GPUs (3)");
        await openAll(page);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      });
    },
  );
});

// PICTURES=docs/pictures npm run test:browser writes the pictures of docs/review.md anew.
test("pictures are taken of the first screen", async () => {
  const { page: report, picture: drawn } = REPORTS.dangerous;
  const shown = [
    ["report-html-light", html(report, drawn), { scheme: "light", width: 1000 }],
    ["report-html-dark-narrow", html(report, drawn), { scheme: "dark", width: 390 }],
    ["report-comment-light", likeGitHub(markdown(report)), { scheme: "light", width: 860 }],
    ["report-comment-dark", likeGitHub(markdown(report)), { scheme: "dark", width: 860 }],
  ] as const;
  await inScratch(async (scratch) => {
    const folder = process.env.PICTURES ?? scratch;
    for (const [name, text, view] of shown)
      await opened(text, view, async (page) => {
        await page.setViewportSize({ width: view.width, height: 760 });
        const path = join(folder, `${name}.png`);
        await page.screenshot({ path });
        // a blank page of this size is below 10 kB.
        expect(statSync(path).size).toBeGreaterThan(30_000);
      });
  });
});
