import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";
import { type CopyPods, copyPodValues, type Direction, fromAndTo } from "./copy-pods";

/** Where a dataset is in one store. */
export interface DatasetFolder {
  readonly bucket: string;
  /** Without a slash at either end. */
  readonly prefix: string;
}

/** A dataset that is kept on the side where it does not live. */
export interface DatasetCopy {
  readonly dataset: string;
  readonly direction: Direction;
  readonly folders: { readonly onPrem: DatasetFolder; readonly cloud: DatasetFolder };
}

/** Properties for {@link DatasetCopies}. */
export interface DatasetCopiesProps extends CopyPods {
  readonly copies: readonly DatasetCopy[];
  /** What must be there before: the namespace. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** What is there already costs a look at one file, or a list of the folder: a new file is there within the hour. */
const HOURLY = "23 * * * *";

/**
 * Keeps datasets on the side where they do not live, too.
 *
 * Defines a release of the chart `copies`: a CronJob a dataset, which sends what is new and removes nothing. They run on-prem; AWS knows them by a
 * certificate. It defines no certificate, no role and no bucket.
 */
export class DatasetCopies extends Construct {
  constructor(scope: Construct, id: string, props: DatasetCopiesProps) {
    super(scope, id);
    new ChartRelease(this, "Default", {
      chart: "copies",
      name: "dataset-copies",
      namespace: props.namespace,
      dependsOn: props.dependsOn,
      values: {
        ...copyPodValues(props),
        schedule: HOURLY,
        datasets: Object.fromEntries(
          props.copies.map(({ dataset, direction, folders }) => [
            `dataset-${dataset}`,
            { dataset, direction, ...fromAndTo(direction, folders) },
          ]),
        ),
      },
    });
  }
}
