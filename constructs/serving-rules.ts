import { modelServer, serverHardware } from "../catalog/servers";
import type { InferenceDeploymentProps } from "./inference-deployment";
import type { Expectation } from "./validation";

/** Units of one replica. */
export function unitsOf({ pool, unitsPerReplica }: InferenceDeploymentProps): number {
  return unitsPerReplica ?? (pool.unitResource === undefined ? 0 : 1);
}

/** What must hold of a served model, whoever describes it. */
export function expectations(props: InferenceDeploymentProps): readonly Expectation[] {
  return [...ofServer(props), ...ofUnits(props), ...ofReplicas(props), ...ofRequests(props), ...ofCanary(props)];
}

function hardwareOf({ pool }: InferenceDeploymentProps): "cpu" | "gpu" {
  return pool.unitResource === undefined ? "cpu" : "gpu";
}

function ofServer(props: InferenceDeploymentProps): readonly Expectation[] {
  const { model } = props;
  const server = modelServer(model.server);
  const runsOn = serverHardware(model.server);
  const hardware = hardwareOf(props);
  return [
    runsOn.includes(hardware)
      ? undefined
      : `server ${model.server} runs on ${runsOn.join(" or ")}, got a pool ${hardware === "cpu" ? "without" : "with"} GPUs`,
    server.precisions.includes(model.precision)
      ? undefined
      : `server ${model.server} serves ${server.precisions.join(", ")}, got precision ${model.precision}`,
    server.httpPort === undefined && model.port === undefined ? `server ${model.server} needs model.port` : undefined,
  ];
}

function ofUnits(props: InferenceDeploymentProps): readonly Expectation[] {
  const units = unitsOf(props);
  const { server } = props.model;
  if (hardwareOf(props) === "cpu")
    return [units > 0 ? `a CPU pool has no units, got unitsPerReplica ${units}` : undefined];
  return [
    Number.isInteger(units) && units >= 1
      ? undefined
      : `a GPU pool needs unitsPerReplica of at least 1, a whole number, got ${units}`,
    units > 1 && !modelServer(server).manyUnits
      ? `server ${server} uses one unit, got unitsPerReplica ${units}`
      : undefined,
  ];
}

function ofReplicas({ replicas: { min, max }, wake }: InferenceDeploymentProps): readonly Expectation[] {
  return [
    max >= Math.max(1, min) ? undefined : `replicas.max must be at least replicas.min and 1, got ${min} to ${max}`,
    min === 0 && !wake ? "replicas.min 0 needs wake: nothing else wakes a model from zero" : undefined,
  ];
}

function ofRequests({
  model,
  replicas,
  requestsPerReplica,
  prometheus,
}: InferenceDeploymentProps): readonly Expectation[] {
  if (requestsPerReplica === undefined || replicas.min === 0) return [];
  return [
    requestsPerReplica >= 1 ? undefined : `requestsPerReplica must be at least 1, got ${requestsPerReplica}`,
    modelServer(model.server).requestGauges
      ? undefined
      : `server ${model.server} does not tell how many requests it has`,
    prometheus ? undefined : "requestsPerReplica needs prometheus: nothing else knows the requests",
  ];
}

function ofCanary({ canary, version, replicas }: InferenceDeploymentProps): readonly Expectation[] {
  if (!canary) return [];
  return [
    replicas.min === 0 ? "a canary needs replicas.min of at least 1: nothing would try it" : undefined,
    replicas.max < 2 ? `a canary needs replicas.max of at least 2, got ${replicas.max}` : undefined,
    canary.percent >= 1 && canary.percent <= 99 ? undefined : `canary.percent must be 1 to 99, got ${canary.percent}`,
    canary.version === version.version ? `a canary needs another version, got ${version.version} for both` : undefined,
  ];
}
