import type { Platform, Pool, Run } from "../spec/platform";
import type { Place } from "./placement";
import { inParts, workerRequest } from "./pod-request";

/** A need that no pod can have of the nodes that a run may land on. */
export interface CutNeed {
  readonly need: "cpus" | "memoryGiB";
  /** What the manifest asks for in its place. */
  readonly given: number;
  /** `190 is more than a pod can have of a node of h100, and a worker gets 163.2`. */
  readonly words: string;
}

/** What a run's manifest asks for less of than the file does: kubelet, system and daemons keep a part of each node. */
export function cutNeeds(platform: Platform, run: Run, { side, pools: names }: Place): readonly CutNeed[] {
  const { cpus, memoryGiB } = run.needs;
  const ofSide: readonly Pool[] = platform[side]?.pools ?? [];
  const request = workerRequest(
    run,
    ofSide.filter(({ name }) => names.includes(name)),
  );
  const asked = inParts({ cpus: cpus ?? 0, memoryGiB: memoryGiB ?? 0 });
  const cut = (need: CutNeed["need"], wanted: number | undefined, given: number): CutNeed => ({
    need,
    given,
    words: `${wanted} is more than a pod can have of a node of ${names.join(", ")}, and a worker gets ${given}`,
  });
  return [
    ...(asked.cpuMilli > request.cpuMilli ? [cut("cpus", cpus, request.cpuMilli / 1000)] : []),
    ...(asked.memoryMiB > request.memoryMiB
      ? [cut("memoryGiB", memoryGiB, Math.round(request.memoryMiB / 102.4) / 10)]
      : []),
  ];
}
