import { byNumber } from "../spec/order";
import type { Model, Platform, Side } from "../spec/platform";
import { placeBatch } from "./place-batch";
import { placeModel } from "./place-model";

/** One version of a model that is served on a side where it was not born. */
export interface ModelCopy {
  readonly model: string;
  readonly version: string;
  readonly sha256: string;
  readonly to: Side;
}

/** The copies of one model on a side, and which of its versions stay there. */
export interface KeptCopies {
  readonly model: string;
  readonly to: Side;
  /** Oldest first; empty where nothing is served there any more. */
  readonly versions: Model["versions"];
}

/** What must be brought to a side: nothing of a model that may not be there. */
export function modelCopies(platform: Platform): readonly ModelCopy[] {
  return keptCopies(platform).flatMap(({ model, to, versions }) =>
    versions.map(({ version, sha256 }) => ({ model, version, sha256, to })),
  );
}

/**
 * Versions that stay as copies: those that deployments of the side name, and the one that comes before each by its name, to which one goes back.
 * Where a version was born it stays anyway.
 */
export function keptCopies(platform: Platform): readonly KeptCopies[] {
  if (!platform.onPrem?.objectStore || !platform.cloud) return [];
  return platform.models.flatMap((model) => {
    const { bornOn, allowed } = placeModel(platform, model);
    const to = bornOn === "cloud" ? "onPrem" : "cloud";
    if (!allowed.includes(bornOn) || !allowed.includes(to)) return [];
    return [{ model: model.name, to, versions: neededVersions(platform, model, to) }];
  });
}

function neededVersions(platform: Platform, { name, versions }: Model, side: Side): Model["versions"] {
  const { deployments, batches } = platform;
  const named = new Set([
    ...deployments
      .filter((deployment) => deployment.model === name && deployment.side === side)
      .flatMap(({ version, canary }) => [version, ...(canary ? [canary.version] : [])]),
    ...batches
      .filter((batch) => batch.model === name && placeBatch(platform, batch).place?.side === side)
      .map(({ version }) => version),
  ]);
  const oldestFirst = [...versions].sort((a, b) => byNumber(a.version, b.version));
  return oldestFirst.filter(
    ({ version }, index) => named.has(version) || named.has(oldestFirst[index + 1]?.version ?? ""),
  );
}
