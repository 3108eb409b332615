import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** A chart that a release asks of a repository. */
export interface WantedChart {
  readonly chart: string;
  readonly version: string;
  /** `https://…` of a chart repository, or `oci://…` of the folder that holds the chart. */
  readonly repository: string;
}

const release = z.object({ chart: z.string(), version: z.string().optional(), repository: z.string().optional() });
const stackFile = z.object({
  resource: z.object({ helm_release: z.record(z.string(), release).optional() }).optional(),
});

/**
 * Every chart that the synthesized files ask of a repository, once each, in order of name. Charts that travel with the files are not among them.
 *
 * @param of which states are read; all of them where it is left out
 */
export function wantedCharts(outdir: string, of: (stack: string) => boolean = () => true): readonly WantedChart[] {
  const found = new Map<string, WantedChart>();
  for (const stack of readdirSync(join(outdir, "stacks")).filter(of).sort()) {
    const file = join(outdir, "stacks", stack, "cdk.tf.json");
    const { resource } = stackFile.parse(JSON.parse(readFileSync(file, "utf8")));
    for (const { chart, version, repository } of Object.values(resource?.helm_release ?? {})) {
      if (repository === undefined) continue;
      if (version === undefined) throw new Error(`${file}: the release of ${chart} names no version`);
      found.set(`${chart} ${version} ${repository}`, { chart, version, repository });
    }
  }
  return [...found.keys()].sort().flatMap((key) => found.get(key) ?? []);
}

/** The host that serves a repository. */
export function hostOf(repository: string): string {
  const host = new URL(repository.replace(/^oci:/, "https:")).host;
  // the registry behind the name that Docker gave it.
  return host === "docker.io" ? "registry-1.docker.io" : host;
}

/** Path of a repository below its host; without a slash at either end. */
export function pathOf(repository: string): string {
  return new URL(repository.replace(/^oci:/, "https:")).pathname.replace(/^\/+|\/+$/g, "");
}

export function isOci(repository: string): boolean {
  return repository.startsWith("oci://");
}
