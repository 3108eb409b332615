import { stringify } from "yaml";
import { type ChartPackage, digestOf } from "./chart-package";
import { hostOf, isOci, pathOf } from "./wanted-charts";

/** What is answered at a host and path. */
export interface ChartAnswer {
  readonly type: string;
  readonly body: Buffer;
  /** @default - no digest is named */
  readonly digest?: string;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.cncf.helm.config.v1+json";
const LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/**
 * Every answer that Helm needs to get some charts, by `host/path`: an index and archives of chart repositories, manifests and blobs of registries.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md the endpoints of a registry
 * @see https://helm.sh/docs/topics/chart_repository/ the index of a repository
 */
export function chartRoutes(charts: readonly ChartPackage[]): ReadonlyMap<string, ChartAnswer> {
  const registries = charts.filter(({ repository }) => isOci(repository));
  const repositories = charts.filter(({ repository }) => !isOci(repository));
  return new Map([...registryRoutes(registries), ...repositoryRoutes(repositories)]);
}

function registryRoutes(charts: readonly ChartPackage[]): readonly (readonly [string, ChartAnswer])[] {
  return charts.flatMap((chart) => {
    const registry = `${hostOf(chart.repository)}/v2`;
    const name = `${registry}/${pathOf(chart.repository)}/${chart.chart}`;
    const config = Buffer.from(JSON.stringify(chart.metadata));
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: { mediaType: CONFIG, digest: digestOf(config), size: config.length },
        layers: [{ mediaType: LAYER, digest: chart.digest, size: chart.content.length }],
      }),
    );
    const answer = { type: MANIFEST, body: manifest, digest: digestOf(manifest) };
    const versions = charts.filter((other) => sameChart(other, chart)).map(({ version }) => tagOf(version));
    const tags = { name: name.slice(registry.length + 1), tags: versions };
    return [
      [`${registry}/`, { type: "application/json", body: Buffer.from("{}") }],
      [`${name}/tags/list`, { type: "application/json", body: Buffer.from(JSON.stringify(tags)) }],
      [`${name}/manifests/${tagOf(chart.version)}`, answer],
      [`${name}/manifests/${answer.digest}`, answer],
      [`${name}/blobs/${digestOf(config)}`, { type: CONFIG, body: config, digest: digestOf(config) }],
      [`${name}/blobs/${chart.digest}`, { type: LAYER, body: chart.content, digest: chart.digest }],
    ] as const;
  });
}

function repositoryRoutes(charts: readonly ChartPackage[]): readonly (readonly [string, ChartAnswer])[] {
  const roots = [...new Set(charts.map(({ repository }) => repository))];
  return roots.flatMap((root) => {
    const inside = charts.filter(({ repository }) => repository === root);
    const place = [hostOf(root), pathOf(root)].filter(Boolean).join("/");
    const names = [...new Set(inside.map(({ chart }) => chart))];
    const entries = Object.fromEntries(
      names.map((name) => [
        name,
        inside
          .filter(({ chart }) => chart === name)
          .map((chart) => ({
            ...chart.metadata,
            digest: chart.digest.slice("sha256:".length),
            urls: [archiveName(chart)],
          })),
      ]),
    );
    const index = Buffer.from(stringify({ apiVersion: "v1", entries }));
    return [
      [`${place}/index.yaml`, { type: "text/yaml", body: index }] as const,
      ...inside.map(
        (chart) => [`${place}/${archiveName(chart)}`, { type: "application/gzip", body: chart.content }] as const,
      ),
    ];
  });
}

function archiveName({ chart, version }: ChartPackage): string {
  return `${chart}-${version}.tgz`;
}

/** A tag cannot hold the plus sign of a version: Helm writes a low line. */
function tagOf(version: string): string {
  return version.replaceAll("+", "_");
}

function sameChart(a: ChartPackage, b: ChartPackage): boolean {
  return a.repository === b.repository && a.chart === b.chart;
}
