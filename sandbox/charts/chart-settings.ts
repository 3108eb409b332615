import { readFileSync } from "node:fs";
import { z } from "zod";

const wantedChart = z.object({ chart: z.string(), version: z.string(), repository: z.string() });

const settings = z.object({
  port: z.number().int(),
  offline: z.boolean(),
  charts: z.array(wantedChart),
  /** Folders of charts that are on this machine, by `<name> <version>`. */
  folders: z.record(z.string(), z.string()),
  /** Folders of definitions that stand-ins bring, by chart. */
  definitions: z.record(z.string(), z.string()),
  /** Certificates that clients must trust: written by the server. */
  trustFile: z.string(),
  /** What is served, written by the server when it answers. */
  servedFile: z.string(),
});

const served = z.array(wantedChart.extend({ from: z.enum(["module", "stand-in", "repository"]) }));

/** What the chart server is told at its start. */
export type ChartSettings = z.infer<typeof settings>;

/** A chart, and where Helm gets it: its own repository, its controller's module, or nothing but its name and version. */
export type ServedChart = z.infer<typeof served>[number];

export function readSettings(file: string): ChartSettings {
  return settings.parse(JSON.parse(readFileSync(file, "utf8")));
}

export function readServed(file: string): readonly ServedChart[] {
  return served.parse(JSON.parse(readFileSync(file, "utf8")));
}
