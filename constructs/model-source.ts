import type {
  DeploymentV1SpecTemplateSpecInitContainer,
  DeploymentV1SpecTemplateSpecInitContainerEnv,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { CONTAINER_SECURITY } from "./container-security";
import { literal } from "./literal";

/** One version of a model: the folder that was trained, and the sum that pins it. */
export interface ModelVersion {
  readonly version: string;
  /** sha256 of the folder's SHA256SUMS, which lists every file. */
  readonly sha256: string;
}

/** The object store that holds a model: one prefix, with a folder a version in it. */
export interface ModelStore {
  readonly bucket: string;
  /** Without a slash at either end. */
  readonly prefix: string;
  readonly region: string;
  /**
   * Address of an S3-compatible store.
   *
   * @default - AWS
   */
  readonly endpoint?: string;
  /**
   * Existing Secret of the namespace with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
   *
   * @default - the pod's own identity (EKS Pod Identity on its ServiceAccount)
   */
  readonly credentialsSecret?: string;
}

/** A busybox shell, since the image brings nothing else. Every file must be listed, and match; files that no list names are refused. */
const SCRIPT = [
  'cd "$MODEL_DIR"',
  // a bucket that encrypts with KMS answers with an ETag that is no checksum; the sums below are.
  'rclone copy --ignore-checksum "store:$MODEL_SOURCE" .',
  'printf "%s  SHA256SUMS\\n" "$MODEL_SHA256" | sha256sum -c -',
  "sha256sum -c SHA256SUMS",
  "listed=$(wc -l < SHA256SUMS)",
  "found=$(find . -type f ! -name SHA256SUMS | wc -l)",
  '[ "$listed" -eq "$found" ]',
].join("\n");

/** A folder that replicas share: one of them fetches, the others wait for it and find what it has checked. */
const SHARED_SCRIPT = [
  'cd "$MODEL_DIR"',
  "exec 9>.fetch.lock",
  "flock 9",
  'if [ "$(cat .fetched 2>/dev/null)" = "$MODEL_SHA256" ]; then exit 0; fi',
  ...SCRIPT.split("\n").map((line) => line.replace("! -name SHA256SUMS", "! -name SHA256SUMS ! -name '.fetch*'")),
  'printf %s "$MODEL_SHA256" > .fetched',
].join("\n");

/** The volume `model` as a container mounts it: of a shared one the folder of the version, by its sum. */
export function modelMount(directory: string, version: ModelVersion, shared: boolean) {
  return { name: "model", mountPath: directory, ...(shared && { subPath: version.sha256 }) };
}

/** The init container that brings a version into `directory` and checks each of its files; into a shared folder once for all replicas. */
export function modelFetch(
  image: string,
  store: ModelStore,
  version: ModelVersion,
  directory: string,
  shared = false,
): DeploymentV1SpecTemplateSpecInitContainer {
  const plain: Record<string, string> = {
    MODEL_DIR: directory,
    MODEL_SOURCE: `${store.bucket}/${store.prefix}/${version.version}`,
    MODEL_SHA256: version.sha256,
  };
  return {
    name: "fetch",
    image: literal(image),
    command: ["sh", "-euc", literal(shared ? SHARED_SCRIPT : SCRIPT)],
    env: [...Object.entries(plain).map(([name, value]) => ({ name, value: literal(value) })), ...storeVariables(store)],
    resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "512Mi" } },
    securityContext: CONTAINER_SECURITY,
    volumeMount: [modelMount(directory, version, shared), { name: "tmp", mountPath: "/tmp" }],
  };
}

/** What rclone needs to know its remote `store`. */
export function storeVariables(
  store: Omit<ModelStore, "bucket" | "prefix">,
): DeploymentV1SpecTemplateSpecInitContainerEnv[] {
  const plain: Record<string, string> = {
    HOME: "/tmp",
    RCLONE_CONFIG_STORE_TYPE: "s3",
    RCLONE_CONFIG_STORE_PROVIDER: store.endpoint === undefined ? "AWS" : "Other",
    RCLONE_CONFIG_STORE_ENV_AUTH: "true",
    RCLONE_CONFIG_STORE_REGION: store.region,
    ...(store.endpoint !== undefined && { RCLONE_CONFIG_STORE_ENDPOINT: store.endpoint }),
  };
  return [...Object.entries(plain).map(([name, value]) => ({ name, value: literal(value) })), ...storeKey(store)];
}

function storeKey({
  credentialsSecret: name,
}: Pick<ModelStore, "credentialsSecret">): DeploymentV1SpecTemplateSpecInitContainerEnv[] {
  if (name === undefined) return [];
  return ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map((key) => ({
    name: key,
    valueFrom: { secretKeyRef: { name, key } },
  }));
}
