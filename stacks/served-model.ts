import { serverImage } from "../catalog/servers";
import { TOOL_IMAGES } from "../catalog/tool-images";
import type { InferenceDeploymentProps } from "../constructs/inference-deployment";
import type { InferenceRoute } from "../constructs/model-route";
import type { ServingPool } from "../constructs/model-server";
import type { ModelStore, ModelVersion } from "../constructs/model-source";
import { placeModel } from "../placement/place-model";
import { rolloutOf } from "../placement/rollout";
import { type ImageLocks, type ImageOrigin, imageReference } from "../spec/image-reference";
import { modelHandling } from "../spec/lineage";
import {
  inferenceNamespace,
  inferencePriorityClassName,
  LABELS,
  restrictedNamespace,
  SERVICE_ACCOUNTS,
  teamNamespace,
} from "../spec/names";
import {
  deploymentObjectStoreSecret,
  modelPath,
  objectStoreEndpoint,
  objectStoreRegion,
  objectStoreSecret,
} from "../spec/object-store";
import type { Deployment, Model, Platform, Pool, Side } from "../spec/platform";
import { ENTRANCE_NAMESPACES, gatewayName, INTERCEPTOR, PROMETHEUS_URL } from "../spec/serving-names";
import { withinNode } from "../spec/usable-machine";
import { onPremReach } from "./destinations";
import { modelCard } from "./model-card";

/** What the platform file says of a deployment, as the construct takes it. */
export function servedModel(platform: Platform, deployment: Deployment, locks: ImageLocks): InferenceDeploymentProps {
  const { side, canary, host, replicas, cache } = deployment;
  const model = modelOf(platform, deployment);
  const pool = poolOf(platform, deployment);
  const restricted = modelHandling(platform, model).classification === "restricted";
  const mirror = side === "onPrem" ? platform.onPrem?.registry : undefined;
  const origin: ImageOrigin = { locks, ...(mirror !== undefined && { mirror }) };
  return {
    namespace: inferenceNamespace(platform),
    model: servedModelOf(platform, model, side, origin),
    version: versionOf(model, deployment.version),
    ...(canary && { canary: { ...versionOf(model, canary.version), percent: canary.percent } }),
    store: storeOf(platform, deployment, restricted),
    fetchImage: imageReference(TOOL_IMAGES.rclone, origin),
    pool: servingPool(pool),
    ...(pool.gpus && { unitsPerReplica: deployment.unitsPerReplica }),
    ...withinNode(deployment, pool),
    replicas,
    ...scalingOf(platform, deployment),
    ...(cache && { cache }),
    surge: rolloutOf(platform, deployment).surge,
    requestTimeoutSec: deployment.requestTimeoutSec,
    ...(host !== undefined && { route: routeOf(platform, deployment, host) }),
    ...(replicas.min === 0 && { wake: INTERCEPTOR }),
    clientNamespaces: [...clients(platform, model, restricted), ...ENTRANCE_NAMESPACES],
    ...(restricted && { storeReach: onPremReach(platform, true) }),
    // a deployment of a restricted model has an identity of its own; the others share one.
    ...(!restricted && { serviceAccountName: SERVICE_ACCOUNTS.inference.name }),
    priorityClassName: inferencePriorityClassName(platform),
    // Terraform waits for no copy from the other side, so it does not wait for what needs one.
    waitForRollout: placeModel(platform, model).bornOn === side,
    owner: platform.owner,
  };
}

/** A model of the platform file, as constructs take it. */
export function servedModelOf(
  platform: Platform,
  model: Model,
  side: Side,
  origin: ImageOrigin,
): InferenceDeploymentProps["model"] {
  const { name, server, precision, parametersBillions, attention, port } = model;
  return {
    name,
    server,
    image: imageOf(model, origin),
    precision,
    parametersBillions,
    ...(attention && { contextTokens: attention.contextTokens }),
    ...(port !== undefined && { port }),
    card: modelCard(platform, model, side),
  };
}

function scalingOf(
  { observability }: Platform,
  { requestsPerReplica, side }: Deployment,
): Pick<InferenceDeploymentProps, "requestsPerReplica" | "prometheus"> {
  if (requestsPerReplica === undefined) return {};
  const { labels: monitorLabels, prometheus } = observability;
  const url = (side === "onPrem" ? prometheus : undefined) ?? PROMETHEUS_URL;
  return { requestsPerReplica, prometheus: { url, monitorLabels } };
}

/** Namespaces that may ask a model: of a restricted one, those where its runs are. */
function clients(platform: Platform, model: Model, restricted: boolean): readonly string[] {
  if (!restricted) return platform.teams.map(({ name }) => teamNamespace(platform, name));
  const teams = platform.runs.filter(({ produces }) => produces === model.name).map(({ team }) => team);
  return [...new Set(teams)].map((team) => restrictedNamespace(platform, team));
}

/** The Secret of a host's certificate: the one that is named, else the one that the issuer fills. */
export function tlsSecret(deployment: string, tls: Deployment["tls"]): string {
  return tls?.kind === "secret" ? tls.name : `${deployment}-tls`;
}

/** The model that a deployment or a batch names. */
export function modelOf(platform: Platform, deployment: Pick<Deployment, "name" | "model">): Model {
  const model = platform.models.find(({ name }) => name === deployment.model);
  if (!model) throw new Error(`deployment "${deployment.name}" names no model of the platform: "${deployment.model}"`);
  return model;
}

function poolOf({ onPrem, cloud }: Platform, { name, side, pool }: Deployment): Pool {
  const pools: readonly Pool[] = (side === "onPrem" ? onPrem?.pools : cloud?.pools) ?? [];
  const found = pools.find((one) => one.name === pool);
  if (!found) throw new Error(`deployment "${name}" names no pool of its side: "${pool}"`);
  return found;
}

/** One version of a model. */
export function versionOf(model: Model, version: string): ModelVersion {
  const found = model.versions.find((one) => one.version === version);
  if (!found) throw new Error(`model "${model.name}" has no version "${version}"`);
  return { version, sha256: found.sha256 };
}

function imageOf(model: Model, origin: ImageOrigin): string {
  const image = serverImage(model.server);
  if (image) return imageReference(image, origin);
  if (model.image === undefined) throw new Error(`model "${model.name}" has server custom and no image`);
  return model.image;
}

function storeOf(platform: Platform, { name, model, side }: Deployment, restricted: boolean): ModelStore {
  const endpoint = objectStoreEndpoint(platform, side);
  const secret = restricted ? deploymentObjectStoreSecret(name) : objectStoreSecret(inferenceNamespace(platform));
  return {
    ...modelPath(platform, side, model, restricted),
    region: objectStoreRegion(platform, side),
    ...(endpoint !== undefined && { endpoint }),
    ...(side === "onPrem" && { credentialsSecret: secret }),
  };
}

/** A pool, as constructs take it. */
export function servingPool(pool: Pool): ServingPool {
  const { name, gpus } = pool;
  const sliced = pool.side === "onPrem" && pool.sharing.kind === "timeSlices";
  return {
    nodeSelector: { [LABELS.pool]: name },
    ...(gpus && { unitResource: gpus.unit.resource }),
    ...(gpus && sliced && { unitsPerDevice: gpus.unit.perGpu }),
  };
}

function routeOf(platform: Platform, { name, tls }: Deployment, host: string): InferenceRoute {
  return {
    host,
    gateway: gatewayName(platform),
    tlsSecret: tlsSecret(name, tls),
    ...(tls?.kind === "issuer" && { issuer: tls.name }),
  };
}
