/** The user that every run's code is: images must be readable by it. */
export const RUN_USER = 1000;

/** Pod Security `restricted`, and the user. */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: RUN_USER,
  runAsGroup: RUN_USER,
  fsGroup: RUN_USER,
  seccompProfile: { type: "RuntimeDefault" },
} as const;

/** Pod Security `restricted`, and nothing to write to but what is mounted. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
} as const;
