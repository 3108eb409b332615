import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type ArchivedFile, archive } from "./archive";
import { type DefinitionFolders, definitionsOf } from "./stand-in-definitions";
import type { WantedChart } from "./wanted-charts";

/** A chart as it is served. */
export interface ChartPackage extends WantedChart {
  /** What it is made of: the chart itself from its controller's module, or something that stands in for it. */
  readonly from: "module" | "stand-in";
  /** Its Chart.yaml, as an object. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Gzipped archive. */
  readonly content: Buffer;
  /** `sha256:…` of the archive. */
  readonly digest: string;
}

/**
 * What stands in for a chart of that name and version: it records the values that it was given in a ConfigMap, and brings the definitions that other
 * charts need. It starts nothing.
 */
export function standInChart(wanted: WantedChart, folders: DefinitionFolders = {}): ChartPackage {
  const { chart, version, repository } = wanted;
  const metadata = {
    apiVersion: "v2",
    name: chart,
    version,
    type: "application",
    description: `Stands in for the chart of ${repository}, which cannot be reached: records its values and starts nothing.`,
  };
  return packed(wanted, "stand-in", metadata, [
    { path: "templates/values.yaml", content: Buffer.from(VALUES_TEMPLATE) },
    ...definitionsOf(chart, folders).map((definition, index) => ({
      path: `crds/${index}.yaml`,
      content: Buffer.from(stringify(definition, { lineWidth: 0 })),
    })),
  ]);
}

/** The chart in a folder. */
export function folderChart(wanted: WantedChart, folder: string): ChartPackage {
  const metadata: unknown = parse(readFileSync(join(folder, "Chart.yaml"), "utf8"));
  const { name, version } = metadata as { readonly name: string; readonly version: string };
  if (name !== wanted.chart || version !== wanted.version) {
    throw new Error(`${folder} holds ${name} ${version}, but ${wanted.chart} ${wanted.version} is asked for`);
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .filter((path) => path !== "Chart.yaml")
    .map((path) => ({ path, content: readFileSync(join(folder, path)) }));
  return packed(wanted, "module", metadata as Readonly<Record<string, unknown>>, files);
}

function packed(
  wanted: WantedChart,
  from: ChartPackage["from"],
  metadata: Readonly<Record<string, unknown>>,
  files: readonly ArchivedFile[],
): ChartPackage {
  const all = [{ path: "Chart.yaml", content: Buffer.from(stringify(metadata)) }, ...files];
  const content = archive(all.map((file) => ({ ...file, path: `${wanted.chart}/${file.path}` })));
  return { ...wanted, from, metadata, content, digest: digestOf(content) };
}

/** The name under which registries know bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

const VALUES_TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ printf "%s-stand-in" .Release.Name | trunc 63 | quote }}
  labels:
    hybrid-gpu-platform/stand-in: {{ .Chart.Name | quote }}
data:
  chart: {{ printf "%s %s" .Chart.Name .Chart.Version | quote }}
  values.yaml: {{ toYaml .Values | quote }}
`;
