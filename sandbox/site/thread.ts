import { join } from "node:path";
import type { Platform, Run } from "../../spec/platform";
import type { ToolProgram } from "../node/programs";
import {
  ensurePythonEnvironment,
  type PythonEnvironment,
  type PythonInstallOptions,
} from "../python/python-environment";
import { sourceFolder } from "../source-folder";
import { toolScript } from "./tool-script";

/** Last part of the image of a run that trains here. */
const TRAINING_IMAGE = "digits";
const TRAINING = ["site", "training"] as const;
/** What MLServer 1.7.1 runs on, see https://pypi.org/project/mlserver/1.7.1/. */
const NEWEST_PYTHON = [3, 12] as const;

/** What is said where a model is trained and served here. */
export const THREAD_STAND_IN =
  "The run with the image digits really trains, and MLServer really serves what it wrote: Python packages from PyPI on this machine stand in for both images.";

/** Makes the virtual environment that trains and serves, unless it is there. */
export function ensureThreadInstalled(
  options: Pick<PythonInstallOptions, "offline" | "onProgress"> & { readonly cacheDir: string },
): Promise<PythonEnvironment> {
  const { cacheDir, ...how } = options;
  return ensurePythonEnvironment({
    ...how,
    what: "model server",
    parent: join(cacheDir, "model-server"),
    requirements: [sourceFolder(...TRAINING, "requirements.txt")],
    newest: NEWEST_PYTHON,
  });
}

/** Runs whose training this machine can do: by their image. */
export function trainingRuns({ runs }: Platform): readonly (Run & { readonly produces: string })[] {
  const pattern = new RegExp(`(^|/)${TRAINING_IMAGE}([:@]|$)`);
  return runs.flatMap((run) =>
    run.produces !== undefined && pattern.test(run.image) ? [{ ...run, produces: run.produces }] : [],
  );
}

/** What trains a model behind a run's pod; `environment` is that of whoever reaches the store. */
export function trainingTool(
  python: PythonEnvironment,
  { files, environment }: Required<Pick<ToolProgram, "files" | "environment">>,
): ToolProgram {
  const code = sourceFolder(...TRAINING);
  return {
    image: TRAINING_IMAGE,
    entrypoint: "python",
    files,
    folders: [...foldersOf(python), code],
    environment: { ...environment, PATH: pathOf(python), PYTHONPATH: code },
  };
}

/** What serves a model behind a deployment's pod: on loopback, in one process. */
export function mlServerTool(folder: string, python: PythonEnvironment): ToolProgram {
  // the environment's own command names the place where it was made.
  const command = [python.python, "-c", "from mlserver.cli import main; main()"];
  return {
    image: "mlserver",
    entrypoint: "mlserver",
    files: { mlserver: toolScript(folder, "mlserver", command) },
    folders: foldersOf(python),
    environment: { PATH: pathOf(python), MLSERVER_HOST: "127.0.0.1", MLSERVER_PARALLEL_WORKERS: "0" },
    portVariables: ["MLSERVER_HTTP_PORT", "MLSERVER_GRPC_PORT", "MLSERVER_METRICS_PORT"],
  };
}

function foldersOf({ folder, base }: PythonEnvironment): readonly string[] {
  return [folder, base];
}

function pathOf({ folder }: PythonEnvironment): string {
  return `${join(folder, "bin")}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
}
