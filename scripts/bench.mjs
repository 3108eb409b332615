// Measures how long the app takes, as ratios to the floor of any CDKTF app, in one run; prints a table and writes bench.json.
// `--tests` measures the unit tests, too; `--rounds N` sets how often each is run; `--only WORD` takes the floor and what has the word.
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compile, PROJECT } from "./compile.mjs";
import { install } from "./install.mjs";

install();
compile();
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    tests: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});
const rounds = Math.max(1, Number(options.rounds));
const { parse, stringify } = createRequire(import.meta.url)("yaml");
const scratch = mkdtempSync(join(tmpdir(), "bench-"));

/** Wall-clock seconds of a program that must end well. */
function seconds(args, environment = {}) {
  const started = process.hrtime.bigint();
  const ended = spawnSync(process.execPath, args, {
    cwd: PROJECT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (ended.status !== 0) throw new Error(`node ${args.join(" ")} failed:\n${ended.stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** Median and fastest of several measures, taken in turns: what else the machine does meanwhile then slows all of them alike. */
function inTurns(measures) {
  const times = measures.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, measure] of measures.entries()) times[index].push(measure());
  return times.map((taken) => {
    const sorted = taken.sort((a, b) => a - b);
    return { median: sorted[Math.floor(sorted.length / 2)], fastest: sorted[0] };
  });
}

/** What any CDKTF app with these three providers loads before its first line. */
const FLOOR = [
  "cdktf",
  "@cdktf/provider-aws/lib/vpc",
  "@cdktf/provider-kubernetes/lib/labels",
  "@cdktf/provider-helm/lib/release",
]
  .map((module) => `require(${JSON.stringify(module)})`)
  .join(";");

/** The example with so many times its GPU pools, each of one node so that networks and quotas still fit. */
function platformWithPools(factor) {
  const file = parse(readFileSync(join(PROJECT, "platforms", "example.yaml"), "utf8"));
  const copies = Array.from({ length: factor - 1 }, (_, index) => index + 1);
  const owned = file.onPrem.pools.flatMap((pool) =>
    copies.map((copy) => ({ ...pool, name: `${pool.name}-${copy}`, nodes: [`${pool.name}-node-${copy}`] })),
  );
  const rented = file.cloud.pools.flatMap((pool) =>
    copies.map((copy) => ({
      name: `${pool.name}-${copy}`,
      instanceType: "g6.xlarge",
      zones: [`eu-north-1${"abc"[copy % 3]}`],
      maxNodes: 1,
    })),
  );
  file.onPrem.pools.push(...owned);
  file.cloud.pools.push(...rented);
  const path = join(scratch, `pools-${factor}.yaml`);
  writeFileSync(path, stringify(file, { aliasDuplicateObjects: false }));
  return path;
}

function appSeconds(platform) {
  return seconds([join("scripts", "run.mjs"), "main"], { PLATFORM: platform, CDKTF_OUTDIR: join(scratch, "out") });
}

/** The review of a plan with so many changes: those of a recorded plan, over and over. */
function reviewOf(changes) {
  const path = join(scratch, `plan-${changes}.json`);
  const recorded = JSON.parse(readFileSync(join(PROJECT, "__tests__", "review", "plans", "replace.json"), "utf8"));
  const { resource_changes: some } = recorded;
  const many = Array.from({ length: changes }, (_, index) => some[index % some.length]).map((change, index) => ({
    ...change,
    address: `${change.address}_${index}`,
  }));
  writeFileSync(path, JSON.stringify({ ...recorded, resource_changes: many }));
  const output = ["--format", "md,html,json,sarif", "--out", join(scratch, `report-${changes}`)];
  const plan = changes === 0 ? [] : ["--plan", `cloud-foundation=${path}`];
  return [join("scripts", "run.mjs"), "cli/review", "platforms/example.yaml", ...plan, ...output];
}

const CHANGES = [100, 1_000, 10_000];

/** Bytes of the report of so many changes, by format. */
function reportBytes(changes) {
  const size = (format) => statSync(join(scratch, `report-${changes}`, `report.${format}`)).size;
  return { changes, markdown: size("md"), html: size("html"), json: size("json"), sarif: size("sarif") };
}

function compileSeconds() {
  rmSync(join(scratch, "dist"), { recursive: true, force: true });
  const output = ["--outDir", join(scratch, "dist"), "--tsBuildInfoFile", join(scratch, "dist", ".tsbuildinfo")];
  return seconds([join("node_modules", "typescript", "bin", "tsc"), "-p", ".", ...output]);
}

try {
  mkdirSync(join(scratch, "pki"));
  copyFileSync(join(PROJECT, "platforms", "pki", "ca.pem"), join(scratch, "pki", "ca.pem"));
  const tenfold = platformWithPools(10);
  const hundredfold = platformWithPools(100);
  const measures = [
    ["floor: require cdktf and one module of each provider", () => seconds(["--eval", FLOOR])],
    ["check of the example", () => seconds([join("scripts", "run.mjs"), "cli/check", "platforms/example.yaml"])],
    ["app: compile check and synth of the example", () => appSeconds("platforms/example.yaml")],
    ["app with 10 times the pools", () => appSeconds(tenfold)],
    ["app with 100 times the pools", () => appSeconds(hundredfold)],
    ["review of the example without a plan", () => seconds(reviewOf(0))],
    ...CHANGES.map((changes) => {
      const what = `review of the example with a plan of ${changes.toLocaleString("en-US")} changes`;
      return [what, () => seconds(reviewOf(changes))];
    }),
    ["compile from nothing", compileSeconds],
  ].filter(([what], index) => index === 0 || what.includes(options.only));
  const taken = inTurns(measures.map(([, measure]) => measure));
  const tests = options.tests ? seconds([join("node_modules", "jest", "bin", "jest.js"), "--silent"]) : undefined;
  const rows = [
    ...measures.map(([what], index) => ({ what, ...taken[index] })),
    ...(tests === undefined ? [] : [{ what: "unit tests", median: tests, fastest: tests }]),
  ].map(({ what, median, fastest }) => ({
    what,
    medianSeconds: Number(median.toFixed(3)),
    medianToFloor: Number((median / taken[0].median).toFixed(2)),
    fastestSeconds: Number(fastest.toFixed(3)),
    fastestToFloor: Number((fastest / taken[0].fastest).toFixed(2)),
  }));
  const machine = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpus: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
  console.log(`${"".padEnd(54)}     median              fastest`);
  for (const { what, medianSeconds, medianToFloor, fastestSeconds, fastestToFloor } of rows) {
    const columns = [
      [medianSeconds, medianToFloor],
      [fastestSeconds, fastestToFloor],
    ];
    const shown = columns.map(([time, ratio]) => `${time.toFixed(2).padStart(7)} s ${ratio.toFixed(1).padStart(6)} x`);
    console.log(`${what.padEnd(54)} ${shown.join("   ")}`);
  }
  const reports = CHANGES.filter((changes) => existsSync(join(scratch, `report-${changes}`))).map(reportBytes);
  for (const { changes, markdown, html, json, sarif } of reports)
    console.log(
      `report of ${changes.toLocaleString("en-US")} changes, bytes: Markdown ${markdown}, HTML ${html}, JSON ${json}, SARIF ${sarif}`,
    );
  writeFileSync(join(PROJECT, "bench.json"), `${JSON.stringify({ rounds, machine, rows, reports }, null, 2)}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
