import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";
import { type CopyPods, copyPodValues, type Direction, fromAndTo } from "./copy-pods";
import type { ModelStore } from "./model-source";

/** One version of a model on its way. */
export interface VersionCopy {
  readonly model: string;
  readonly version: string;
  /** sha256 of its SHA256SUMS. */
  readonly sha256: string;
  readonly direction: Direction;
}

/** Properties for {@link ModelCopies}. */
export interface ModelCopiesProps extends CopyPods {
  /** The stores of both sides: `prefix` is that of all models. */
  readonly stores: { readonly onPrem: ModelStore; readonly cloud: ModelStore };
  readonly copies: readonly VersionCopy[];
  /** Versions that stay as copies, by model; others are removed where they are marked as copies. */
  readonly kept: Readonly<Record<Direction, ReadonlyMap<string, readonly string[]>>>;
}

/**
 * Brings versions of models from the side where they were born to the one that serves them, and removes copies that nobody needs.
 *
 * Defines a release of the chart `copies`: a Job a version, and one a direction that tidies. They run on-prem, so that the cloud holds no
 * credential of it; AWS knows them by a certificate. Nothing waits for them. It defines no certificate, no role and no bucket.
 */
export class ModelCopies extends Construct {
  constructor(scope: Construct, id: string, props: ModelCopiesProps) {
    super(scope, id);
    const { namespace, stores, copies, kept } = props;
    new ChartRelease(this, "Default", {
      chart: "copies",
      name: "model-copies",
      namespace,
      values: {
        ...copyPodValues(props),
        copies: Object.fromEntries(
          copies.map(({ model, version, sha256, direction }) => {
            const { from, to } = fromAndTo(direction, stores);
            const own = { from: `${from}/${model}`, to: `${to}/${model}` };
            return [`${direction}/${model}/${version}`, { model, version, sha256, direction, ...own }];
          }),
        ),
        kept: Object.fromEntries(
          (["in", "out"] as const)
            .filter((direction) => kept[direction].size > 0)
            .map((direction) => [
              direction,
              {
                to: fromAndTo(direction, stores).to,
                lines: [...kept[direction]].map(([model, versions]) => [model, ...versions].join(" ")),
              },
            ]),
        ),
      },
    });
  }
}
