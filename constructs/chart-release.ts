import { Release } from "@cdktf/provider-helm/lib/release";
import { type ITerraformDependable, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { stringify } from "yaml";
import type { Chart } from "../catalog/charts";
import { chartFolder } from "./chart-folder";
import { literal } from "./literal";

/** Names of the platform's own charts: folders of `charts/`. */
export type OwnChart =
  | "batch"
  | "queues"
  | "pools"
  | "policies"
  | "burst-link"
  | "burst-credential"
  | "certificates"
  | "copies"
  | "gateway"
  | "gateway-class"
  | "lustre-volumes"
  | "object-store"
  | "observability"
  | "route"
  | "serving";

/** Properties for {@link ChartRelease}. */
export interface ChartReleaseProps {
  /** A chart of the catalog, or the name of one of the platform's own. */
  readonly chart: Chart | OwnChart;
  /** Name of the release: 53 characters at most. */
  readonly name: string;
  /** Namespace that exists before. */
  readonly namespace: string;
  /**
   * Everything that differs from the chart's own values.
   *
   * @default - the chart's own values
   */
  readonly values?: object;
  /**
   * Values that Terraform knows when it plans or applies, by their path such as `cluster.endpoint`.
   *
   * @default {}
   */
  readonly computed?: Readonly<Record<string, string>>;
  /**
   * Registry that mirrors chart repositories, as an OCI registry, and the images of the charts: `<mirror>/<host>/<path>`.
   *
   * @default - the chart's own repository, and the registries that it names
   */
  readonly mirror?: string;
  /**
   * Time for the release to become ready, and for its objects to be gone when it is removed.
   *
   * @default 600
   */
  readonly timeoutSec?: number;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Old revisions that Helm keeps as Secrets: enough to go back to, few enough not to fill etcd. */
const MAX_HISTORY = 5;

/**
 * A Helm chart, installed at exactly one version.
 *
 * Defines one `helm_release`, which waits until its objects are ready; a chart of the platform's own travels as a copy beside the
 * synthesized file, by a path that changes with its content. It does not add a repository to anybody's Helm configuration.
 */
export class ChartRelease extends Construct {
  public readonly release: Release;

  constructor(scope: Construct, id: string, props: ChartReleaseProps) {
    super(scope, id);
    const { chart, name, namespace, computed = {}, mirror, timeoutSec = 600, dependsOn = [] } = props;
    const values = withMirroredImages(chart, mirror, props.values);
    this.release = new Release(this, "Default", {
      name,
      namespace,
      ...(typeof chart === "string" ? { chart: this.asset(chart) } : coordinates(chart, mirror)),
      ...(values && { values: [literal(stringify(values, { lineWidth: 0, aliasDuplicateObjects: false }))] }),
      ...(Object.keys(computed).length > 0 && {
        set: Object.entries(computed).map(([name, value]) => ({ name, value, type: "string" })),
      }),
      wait: true,
      timeout: timeoutSec,
      maxHistory: MAX_HISTORY,
      // a first install that times out is in the cluster but not in the state: the next apply takes it over.
      upgradeInstall: true,
      cleanupOnFail: true,
      dependsOn: [...dependsOn],
    });
  }

  private asset(chart: OwnChart): string {
    // of the copy: no path of this machine is in the file.
    return `./${new TerraformAsset(this, "chart", { path: chartFolder(chart) }).path}`;
  }
}

/** The values, with those that say where images come from under them: what is set by hand counts. */
function withMirroredImages(chart: Chart | OwnChart, mirror?: string, values?: object): object | undefined {
  if (typeof chart === "string" || mirror === undefined || chart.images === undefined) return values;
  return Object.entries(chart.images)
    .map(([path, address]) =>
      path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), `${mirror}/${address}`),
    )
    .reduce<object>((all, one) => merged(one as object, all), values ?? {});
}

/** Both objects in one; where both say something else, the second counts. */
function merged(first: object, second: object): object {
  const both = Object.entries(second).map(([key, value]) => {
    const other = (first as Readonly<Record<string, unknown>>)[key];
    return [key, isObject(value) && isObject(other) ? merged(other, value) : value] as const;
  });
  return { ...first, ...Object.fromEntries(both) };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function coordinates(
  { chart, repository, version }: Chart,
  mirror?: string,
): { chart: string; repository: string; version: string } {
  return {
    chart,
    version,
    repository: mirror === undefined ? repository : `oci://${mirror}/${repository.replace(/^[a-z]+:\/\//, "")}`,
  };
}
