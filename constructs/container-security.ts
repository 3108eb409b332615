/** The user that served models run as. */
const USER = "1000";

/** Pod Security `restricted` for a pod. */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: USER,
  runAsGroup: USER,
  fsGroup: USER,
  // a model's files are many: changing the owner of each at every start takes minutes.
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
} as const;

/** Pod Security `restricted` for a container, which writes to nothing but what is mounted. */
export const CONTAINER_SECURITY = {
  // what a container leaves out, the Kubernetes provider writes as false, and a false here overrules the pod.
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  privileged: false,
  capabilities: { drop: ["ALL"] },
};
