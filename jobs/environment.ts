import {
  checkpointPath,
  datasetPath,
  hotPath,
  modelPath,
  objectStoreEndpoint,
  objectStoreRegion,
  objectStoreSecret,
  objectUri,
} from "../spec/object-store";
import type { Platform, Run } from "../spec/platform";
import { deadline } from "./deadline";
import type { Landing } from "./landing";
import type { EnvVar } from "./manifest";
import type { Restrictions } from "./restrictions";

/** Name of a dataset's variable: `road-scenes` is in DATASET_ROAD_SCENES_URI. */
export function datasetVariable(dataset: string): string {
  return `DATASET_${dataset.toUpperCase().replaceAll("-", "_")}_URI`;
}

/** A pod's own label, read when it starts. */
function label(name: string, key: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${key}']` } } };
}

/**
 * What every container of a run gets, the same on both sides. Kubernetes puts `$(NAME)` in a later variable, and in the command.
 *
 * RUN_ID is the JobSet's name: MultiKueue gives the copy in the cloud the same one, so a run that is sent again finds its checkpoints.
 * ATTEMPT is the uid of the JobSet (each copy has its own) with the number of its restarts, so all workers agree without a word.
 */
export function environment(
  platform: Platform,
  run: Run,
  place: Landing,
  restrictions: Restrictions,
): readonly EnvVar[] {
  const { side, restricted } = place;
  const endpoint = objectStoreEndpoint(platform, side);
  const endsAt = deadline(place.pools);
  const hot = hotPath(platform, side, run.team);
  return [
    label("RUN_ID", "jobset.sigs.k8s.io/jobset-name"),
    label("JOBSET_UID", "jobset.sigs.k8s.io/jobset-uid"),
    label("RESTARTS", "jobset.sigs.k8s.io/restart-attempt"),
    label("WORKER_INDEX", "batch.kubernetes.io/job-completion-index"),
    { name: "ATTEMPT", value: "$(JOBSET_UID)-$(RESTARTS)" },
    { name: "WORKERS", value: String(run.workers) },
    {
      name: "CHECKPOINT_URI",
      value: `${objectUri(checkpointPath(platform, side, run.team, run.name, restricted))}/$(RUN_ID)`,
    },
    ...run.datasets.map((dataset) => ({
      name: datasetVariable(dataset),
      value: objectUri(datasetPath(platform, side, dataset, restrictions.datasets.has(dataset))),
    })),
    ...(run.produces === undefined
      ? []
      : [
          {
            name: "MODEL_OUTPUT_URI",
            value: `${objectUri(modelPath(platform, side, run.produces, restrictions.model))}/$(RUN_ID)`,
          },
        ]),
    ...(hot === undefined ? [] : [{ name: "HOT_URI", value: objectUri(hot) }]),
    { name: "AWS_REGION", value: objectStoreRegion(platform, side) },
    ...(endpoint === undefined ? [] : [{ name: "AWS_ENDPOINT_URL_S3", value: endpoint }]),
    ...(endpoint === undefined ? [] : storeKey(objectStoreSecret(place.namespace))),
    ...(endsAt === undefined ? [] : [{ name: "DEADLINE", value: endsAt }]),
    // nothing but /tmp can be written, and many libraries keep caches in the home folder.
    { name: "HOME", value: "/tmp" },
    // EFA brings its own interfaces: NCCL's bootstrap must not pick loopback or a container bridge.
    ...(place.efaPerWorker > 0 ? [{ name: "NCCL_SOCKET_IFNAME", value: "^lo,docker,veth" }] : []),
  ];
}

/** The key of the namespace's identity at the on-prem store; in the cloud the identity comes with the ServiceAccount. */
function storeKey(secret: string): readonly EnvVar[] {
  return ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map((key) => ({
    name: key,
    valueFrom: { secretKeyRef: { name: secret, key } },
  }));
}
