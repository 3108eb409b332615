import type { Document } from "yaml";
import { placeModel } from "../../../placement/place-model";
import type { StackName } from "../../../spec/names";
import type { Deployment, Platform } from "../../../spec/platform";
import type { Deployed } from "../../platform/deploy";
import { knownStores } from "../../site/known-stores";
import { whileSiteTended } from "../../site/tend-site";
import { trainingRuns } from "../../site/thread";
import { trainings } from "../../site/trainings";
import { deployAlone } from "../deploy-state";
import type { DrillContext, Variant } from "../drill";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that a drill changes at will.
export type File = any;

/** A model that is trained here, and what serves it on each side. */
export interface TrainedModel {
  readonly model: string;
  readonly version: string;
  readonly sha256: string;
  /** Its deployment on the side where it was trained. */
  readonly here: Deployment;
  /** The one on the other side. */
  readonly there: Deployment;
}

/** The states of served models. */
export const SERVING: readonly StackName[] = ["inference-on-prem", "inference-cloud"];

/** The first model that a sandbox trains and serves on both sides; undefined where there is none. */
export function trainedModel(folder: string, platform: Platform): TrainedModel | undefined {
  const models = knownStores(folder, platform)?.models ?? [];
  for (const { produces } of trainingRuns(platform)) {
    const model = platform.models.find(({ name }) => name === produces && models.includes(name));
    const { bornOn } = model ? placeModel(platform, model) : {};
    const own = platform.deployments.filter((one) => one.model === produces);
    const here = own.find(({ side }) => side === bornOn);
    const there = own.find(({ side, version }) => side !== bornOn && version === here?.version);
    const pinned = model?.versions.find(({ version }) => version === here?.version);
    if (model && here && there && pinned) return { model: model.name, ...pinned, here, there };
  }
  return undefined;
}

/** The model of a sandbox in which the drill is held. */
export function modelOf({ folder, platform }: DrillContext): TrainedModel {
  const found = trainedModel(folder, platform);
  if (!found) throw new Error("no model of the file is trained here and served on both sides");
  return found;
}

/** A change of the platform file, as its plain data. */
export function edited(change: (file: File) => void): (document: Document) => void {
  return (document) => {
    const file = document.toJS() as File;
    change(file);
    document.contents = document.createNode(file);
  };
}

/** The deployment of that name in a file. */
export function deploymentIn(file: File, name: string): File {
  return file.deployments.find((one: File) => one.name === name);
}

/** Adds a version to a model of a file. */
export function addVersion(file: File, model: string, version: string, sha256: string): void {
  file.models.find((one: File) => one.name === model).versions.push({ version, sha256 });
}

/** How {@link deployServing} deploys. */
export interface ServingDeploy {
  /**
   * What is deployed.
   *
   * @default - the platform file as it is
   */
  readonly variant?: Variant;
  /**
   * Whether runs train the versions that the file names.
   *
   * @default true
   */
  readonly train?: boolean;
  /** @default - both states of served models */
  readonly states?: readonly StackName[];
  /** @default - the drill's own */
  readonly signal?: AbortSignal;
}

/** Deploys the states of served models. */
export function deployServing(
  context: DrillContext,
  { variant, train = true, states = SERVING, signal = context.signal }: ServingDeploy = {},
): Promise<Deployed> {
  const { folder, manifestOf } = context;
  const { platform, outdir } = variant ?? context;
  return whileSiteTended({ folder, platform, trainings: train ? trainings(platform, manifestOf) : [] }, () =>
    deployAlone({ ...context, outdir, signal }, states),
  );
}

/** Deploys what the platform file says, whatever a drill left. */
export async function restoreServing(context: DrillContext, states = SERVING): Promise<void> {
  const { done, logFile } = await deployServing(context, { states, signal: new AbortController().signal });
  if (!done) throw new Error(`served models could not be deployed again; the log is ${logFile}`);
}
