import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A process behind a container, as the agent tells of it. */
export interface ContainerRecord {
  /** `namespace/name` of the pod. */
  readonly pod: string;
  readonly container: string;
  /** 0 while none runs. */
  readonly pid: number;
  readonly ready: boolean;
  readonly restarts: number;
  /** By the container's own port. */
  readonly ports: Readonly<Record<string, number>>;
  readonly logFile: string;
  /** Its last lines at its last end; absent where it has not ended with an error. */
  readonly lastWords?: string;
  /** Why it does not run yet. */
  readonly waitsFor?: string;
}

const FILE = "processes.json";

/** Writes the list; who reads it meanwhile sees the old one or the new. */
export function writeProcessList(folder: string, records: readonly ContainerRecord[]): void {
  const file = join(folder, FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(records, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** The processes behind pods of a cluster, as its agent wrote them last; none where it never did. */
export function readProcessList(folder: string): readonly ContainerRecord[] {
  try {
    return JSON.parse(readFileSync(join(folder, FILE), "utf8")) as readonly ContainerRecord[];
  } catch {
    return [];
  }
}
