import { setTimeout as sleep } from "node:timers/promises";

/** Seconds until something holds; undefined where it did not in time, or was interrupted. What cannot be asked does not hold. */
export async function secondsUntil(
  holds: () => Promise<boolean>,
  withinSec: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const began = Date.now();
  while (!signal.aborted && Date.now() - began < withinSec * 1000) {
    if (await holds().catch(() => false)) return (Date.now() - began) / 1000;
    await sleep(250);
  }
  return undefined;
}
