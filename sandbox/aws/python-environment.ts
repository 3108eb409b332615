import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  ensurePythonEnvironment,
  type PythonEnvironment,
  type PythonInstallOptions,
} from "../python/python-environment";

/** Options of {@link ensureEmulatorInstalled}. */
export interface EmulatorInstallOptions extends Pick<PythonInstallOptions, "offline" | "onProgress" | "interpreters"> {
  /** The project's cache folder; the emulator lives in `emulator/<key>` under it. */
  readonly cacheDir: string;

  /**
   * Requirement files beyond the emulator's own, each with hashes.
   *
   * @default - none
   */
  readonly alsoInstall?: readonly string[];
}

/** The folder with the emulator's sources, found from the compiled file too. */
export function emulatorSources(from: string = __dirname): string {
  for (let folder = from; dirname(folder) !== folder; folder = dirname(folder)) {
    const sources = join(folder, "sandbox", "aws");
    if (existsSync(join(sources, "requirements.txt"))) {
      return sources;
    }
  }
  throw new Error(`sandbox/aws/requirements.txt is in no folder above ${from}; the checkout is incomplete`);
}

/** Makes the virtual environment of the emulator, unless it is there. */
export function ensureEmulatorInstalled(options: EmulatorInstallOptions): Promise<PythonEnvironment> {
  const { cacheDir, alsoInstall = [], ...how } = options;
  return ensurePythonEnvironment({
    ...how,
    what: "AWS emulator",
    parent: join(cacheDir, "emulator"),
    requirements: [join(emulatorSources(), "requirements.txt"), ...alsoInstall],
  });
}
