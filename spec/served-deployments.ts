import type { DeploymentFile, PlatformFile, ServedFile } from "./schema/platform-file";

/** Deployments that answer requests, each with its place in the file's list. */
export function servedDeployments({ deployments }: Pick<PlatformFile, "deployments">): readonly [ServedFile, number][] {
  return deployments.flatMap((deployment, index): [ServedFile, number][] =>
    isServed(deployment) ? [[deployment, index]] : [],
  );
}

/** Deployments that run by a schedule, each with its place in the file's list. */
export function batchDeployments({
  deployments,
}: Pick<PlatformFile, "deployments">): readonly [DeploymentFile & { readonly schedule: string }, number][] {
  return deployments.flatMap((deployment, index): [DeploymentFile & { readonly schedule: string }, number][] =>
    deployment.schedule === undefined ? [] : [[{ ...deployment, schedule: deployment.schedule }, index]],
  );
}

function isServed(deployment: DeploymentFile): deployment is ServedFile {
  const { schedule, side, pool, replicas } = deployment;
  return schedule === undefined && side !== undefined && pool !== undefined && replicas !== undefined;
}
