import type { Container, EnvVar } from "./manifest";
import { CONTAINER_SECURITY } from "./pod-security";
import { ATTEMPT_TAKEN } from "./restarts";

/**
 * Marks the attempt's folder, or stops when another start has marked it.
 *
 * A run that Kueue stops and starts again on the same side keeps its JobSet, and with it ATTEMPT. The check then ends with a code that
 * makes the JobSet start all pods anew under the next number, so no two starts share a folder. One pod asks for all: what waits for that pod
 * writes nothing before; workers of `command` that do not wait may write for the seconds until they are stopped.
 */
export function attemptCheck(image: string, env: readonly EnvVar[]): Container {
  return {
    name: "attempt",
    image,
    command: ["sh", "-euc", SCRIPT],
    env: [
      ...env,
      { name: "POD_UID", valueFrom: { fieldRef: { fieldPath: "metadata.uid" } } },
      ...ONE_TRY,
      ...storeRemote(env),
    ],
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  };
}

/** A store that is away for minutes ends no run: it has four starts in all, and nothing else waits between them. */
const TRIES = { count: 20, pauseSec: 15 } as const;

/** One try each: rclone's own would wait for most of an hour on an address that does not answer, and Kueue for half of one. */
const ONE_TRY: readonly EnvVar[] = [
  { name: "RCLONE_RETRIES", value: "1" },
  { name: "RCLONE_LOW_LEVEL_RETRIES", value: "1" },
  { name: "RCLONE_CONTIMEOUT", value: "10s" },
  // one that takes the connection and says nothing.
  { name: "RCLONE_TIMEOUT", value: "10s" },
];

/** rclone ends with 3 or 4 where the object is missing; any other failure is the store's and must not pass for "free". */
const SCRIPT = [
  '[ "$WORKER_INDEX" = 0 ] || exit 0',
  'marker="store:${CHECKPOINT_URI#*://}/$ATTEMPT/.started"',
  "tries=0",
  `again() { tries=$((tries + 1)); [ "$tries" -lt ${TRIES.count} ] || exit 1; sleep ${TRIES.pauseSec}; }`,
  'until owner=$(rclone cat "$marker") || { code=$?; [ "$code" = 3 ] || [ "$code" = 4 ]; }; do again; done',
  'if [ "$owner" = "$POD_UID" ]; then exit 0; fi',
  `if [ -n "$owner" ]; then exit ${ATTEMPT_TAKEN}; fi`,
  // a bucket that encrypts with KMS answers with an ETag that is no checksum.
  'until printf %s "$POD_UID" | rclone rcat --ignore-checksum "$marker"; do again; done',
].join("\n");

/** rclone's remote "store"; its key comes with the pod's identity, or from the variables of the run. */
function storeRemote(env: readonly EnvVar[]): readonly EnvVar[] {
  const onPrem = env.some(({ name }) => name === "AWS_ENDPOINT_URL_S3");
  return [
    { name: "RCLONE_CONFIG_STORE_TYPE", value: "s3" },
    { name: "RCLONE_CONFIG_STORE_PROVIDER", value: onPrem ? "Other" : "AWS" },
    { name: "RCLONE_CONFIG_STORE_ENV_AUTH", value: "true" },
    { name: "RCLONE_CONFIG_STORE_REGION", value: "$(AWS_REGION)" },
    ...(onPrem ? [{ name: "RCLONE_CONFIG_STORE_ENDPOINT", value: "$(AWS_ENDPOINT_URL_S3)" }] : []),
  ];
}
