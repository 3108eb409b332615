import { isAbsolute, normalize } from "node:path";
import type { Platform } from "../../spec/platform";

/** Thrown where a file leads Terraform past a sandbox, to what is the user's own. */
export class LeadsElsewhere extends Error {
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "LeadsElsewhere";
  }
}

/**
 * Makes sure that a deploy of a platform's files stays in a sandbox: the environment leads every client there, unless the files name a place.
 *
 * @throws LeadsElsewhere where they do
 */
export function checkSafeToDeploy({ onPrem, state }: Platform): void {
  const kubeconfig = onPrem?.kubernetes.kubeconfig;
  const path = state.main.kind === "local" ? state.main.path : undefined;
  const lines = [
    ...(kubeconfig === undefined
      ? []
      : [
          `onPrem.kubernetes.kubeconfig is ${kubeconfig}: Terraform would reach that cluster and not the sandbox's; leave the key out, and KUBE_CONFIG_PATH names the file`,
        ]),
    ...(path !== undefined && (isAbsolute(path) || path.startsWith("~") || normalize(path).startsWith(".."))
      ? [
          `state.local.path is ${path}: the sandbox would write into that state; use a path inside the project, which the sandbox keeps in a folder of its own`,
        ]
      : []),
  ];
  if (lines.length > 0) throw new LeadsElsewhere(lines);
}
