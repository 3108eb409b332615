import { setTimeout as sleep } from "node:timers/promises";
import { placeModel } from "../../placement/place-model";
import { inferenceNamespace } from "../../spec/names";
import type { Platform, Side } from "../../spec/platform";
import { withCluster } from "../clusters/cluster-access";
import type { BothStores, Version } from "../site/both-stores";
import { knownStores } from "../site/known-stores";
import { trainingRuns } from "../site/thread";
import { CLOUD_CLUSTER, ON_PREM_CLUSTER } from "./simulated-clusters";

/** What a deployment of a model answered that was trained here. */
export interface Asked {
  readonly deployment: string;
  readonly side: Side;
  readonly model: string;
  readonly version: string;
  readonly trainedOn: Side;
  /** What the training computed for the images that were sent; undefined where its version is nowhere. */
  readonly expected: readonly number[] | undefined;
  /** What the server answered; undefined where it did not. */
  readonly answered: readonly number[] | undefined;
  readonly milliseconds: number;
  /** Why there is no answer. */
  readonly problem?: string;
}

/** Images, and what the training of a version computed for them. */
export interface Example {
  readonly inputs: readonly (readonly number[])[];
  readonly answers: readonly number[];
}

/** File of a version with images, and what the training computed for them. */
const EXAMPLE = "example.json";
export const CLUSTERS: Readonly<Record<Side, string>> = { onPrem: ON_PREM_CLUSTER, cloud: CLOUD_CLUSTER };
const TRIES = 5;

/** Asks each deployment of a model that was trained here, through its Service, and puts what was computed at its training beside it. */
export async function askedModels(folder: string, platform: Platform): Promise<readonly Asked[]> {
  const stores = knownStores(folder, platform);
  const trained = trainingRuns(platform).map(({ produces }) => produces);
  const deployments = platform.deployments.filter(
    ({ model }) => trained.includes(model) && stores?.models.includes(model),
  );
  return Promise.all(
    deployments.map(async (deployment) => {
      const { name, side, model, version } = deployment;
      const described = platform.models.find((one) => one.name === model);
      const trainedOn = described ? placeModel(platform, described).bornOn : side;
      const example = stores && (await exampleOf(stores, trainedOn, { model, version }));
      const asked = { deployment: name, side, model, version, trainedOn, expected: example?.answers };
      if (!example) return { ...asked, answered: undefined, milliseconds: 0, problem: "its version is not there" };
      return { ...asked, ...(await ask(folder, platform, { service: name, side, model }, example)) };
    }),
  );
}

/** The example that a training wrote beside its version; undefined where there is none. */
export async function exampleOf(stores: BothStores, side: Side, version: Version): Promise<Example | undefined> {
  const file = (await stores.read(side, version))?.[EXAMPLE];
  return file && (JSON.parse(file.toString("utf8")) as Example);
}

/** Asks a Service of a side for what an example's images are, `tries` times until there is an answer. */
export async function ask(
  folder: string,
  platform: Platform,
  { service, side, model }: { readonly service: string; readonly side: Side; readonly model: string },
  { inputs }: Example,
  tries = TRIES,
): Promise<Pick<Asked, "answered" | "milliseconds" | "problem">> {
  const path = `/api/v1/namespaces/${inferenceNamespace(platform)}/services/${service}:8080/proxy/v2/models/${model}/infer`;
  const shape = [inputs.length, inputs[0]?.length ?? 0];
  const body = { inputs: [{ name: "images", shape, datatype: "FP32", data: inputs.flat() }] };
  return withCluster(folder, CLUSTERS[side], async (api) => {
    for (let tried = 1; ; tried += 1) {
      const began = performance.now();
      try {
        const { outputs } = await api.create<{ readonly outputs: readonly { readonly data: readonly number[] }[] }>(
          path,
          body,
        );
        return { answered: outputs[0]?.data, milliseconds: Math.round(performance.now() - began) };
      } catch (error) {
        // the Service learns of a ready pod a moment later.
        if (tried >= tries) return { answered: undefined, milliseconds: 0, problem: (error as Error).message };
        await sleep(1000);
      }
    }
  });
}

/** True where the server answered what was computed at the training. */
export function agrees({ expected, answered }: Asked): boolean {
  return expected !== undefined && JSON.stringify(expected) === JSON.stringify(answered);
}
