import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Option } from "commander";
import { currentTime, loadPlatform } from "../placement/load-platform";
import { buildReport } from "../review/build-report";
import { html } from "../review/html";
import { markdown } from "../review/markdown";
import { pageOf } from "../review/page";
import { picture } from "../review/picture";
import { NotAPlan } from "../review/plan/plan-file";
import { type PlatformText, platformText } from "../review/platform-text";
import { LEVELS, type Level, type Report } from "../review/report";
import { sarif } from "../review/sarif";
import { readSynthesized, type SynthesizedState } from "../review/synthesized-state";
import { UnreadableFile } from "../spec/loader";
import { problemsAsText } from "./problem-formats";
import { EXIT, program } from "./program";
import { readBase } from "./review-base";
import { readPlans, refuseStrangers } from "./review-plans";
import { synthesize } from "./synthesize";
import { synthesizedStates } from "./synthesized";

const FORMATS = ["md", "html", "json", "sarif", "svg"] as const;
type Format = (typeof FORMATS)[number];

interface Options {
  readonly base?: string;
  readonly plan: readonly string[];
  readonly format: string;
  readonly out?: string;
  readonly failOn?: Level;
}

program(
  "review",
  "Writes the report that a reviewer decides from; exits 1 where the file has errors or --fail-on is met.",
)
  .argument("<file>", "platform file")
  .option("--base <file or revision>", "what it is compared with: a file, or a git revision such as origin/main")
  .option("--plan <STACK=plan.json...>", "plans, as terraform show -json prints them", [])
  .option("--format <formats>", `some of ${FORMATS.join(",")}`, "md")
  .option("--out <folder>", "writes report.<format> there instead of printing it")
  .addOption(
    new Option("--fail-on <level>", "exits 1 where a finding is that bad").choices(
      LEVELS.filter((level) => level !== "note"),
    ),
  )
  .action((file: string, options: Options) => {
    process.exitCode = review(file, options);
  })
  .parse();

function review(file: string, options: Options): number {
  const formats = options.format.split(",").filter((one): one is Format => FORMATS.some((known) => known === one));
  if (formats.length !== options.format.split(",").length || (formats.length > 1 && options.out === undefined)) {
    console.error(`--format ${options.format}: name some of ${FORMATS.join(",")}; several need --out`);
    return EXIT.usage;
  }
  const scratch = mkdtempSync(join(tmpdir(), "review-"));
  try {
    const loaded = loadPlatform(file, currentTime(process.env.SOURCE_DATE_EPOCH));
    process.stderr.write(problemsAsText([loaded], { showSource: process.stderr.isTTY === true }));
    const head = platformText(loaded);
    if (!head) return EXIT.problems;
    const report = reported(head, options, scratch);
    if (!report) return EXIT.problems;
    write(report, head, formats, options.out);
    const fails =
      options.failOn !== undefined &&
      report.findings.some(({ level }) => LEVELS.indexOf(level) >= LEVELS.indexOf(options.failOn ?? "danger"));
    return fails ? EXIT.problems : EXIT.ok;
  } catch (error) {
    if (!(error instanceof UnreadableFile) && !(error instanceof NotAPlan)) throw error;
    console.error(error.message);
    return EXIT.usage;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function reported(head: PlatformText, { base: called, plan }: Options, scratch: string): Report | undefined {
  const plans = readPlans(plan);
  const now = currentTime(process.env.SOURCE_DATE_EPOCH);
  const base = called === undefined ? undefined : readBase(called, head.file, join(scratch, "base"), now);
  const headOut = join(scratch, "head.out");
  const baseOut = join(scratch, "base.out");
  if (!synthesize(head.file, headOut)) return undefined;
  if (base && !synthesize(base.path, baseOut, base.project)) return undefined;
  const [headStates, baseStates] = [statesIn(headOut), base ? statesIn(baseOut) : []];
  refuseStrangers(plans, [...headStates, ...baseStates]);
  return buildReport({
    head,
    headStates,
    ...(base && called !== undefined && { base: { ...base.text, called } }),
    baseStates,
    plans,
  });
}

function statesIn(outdir: string): readonly SynthesizedState[] {
  return synthesizedStates(outdir).map(({ stack, after }) =>
    readSynthesized(stack, after, readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")),
  );
}

function write(report: Report, head: PlatformText, formats: readonly Format[], out: string | undefined): void {
  const page = pageOf(report);
  const render: Readonly<Record<Format, () => string>> = {
    md: () => markdown(page),
    html: () => html(page, picture(head.platform)),
    json: () => `${JSON.stringify(report, null, 2)}\n`,
    sarif: () => sarif(report, relative(process.cwd(), head.file) || head.file),
    svg: () => `${picture(head.platform)}\n`,
  };
  if (out === undefined) for (const format of formats) process.stdout.write(render[format]());
  else {
    mkdirSync(out, { recursive: true });
    for (const format of formats) writeFileSync(join(out, `report.${format}`), render[format]());
  }
}
