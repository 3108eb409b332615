import type { Platform } from "../../spec/platform";
import { readStatus, updateStatus } from "../status";
import { BothStores, type StoresOptions } from "./both-stores";

/** Where the status file keeps how the stores are reached. */
const STORES = "stores";

/** Keeps how the stores of a sandbox are reached. */
export function saveStores(folder: string, stores: StoresOptions): void {
  updateStatus(folder, (status) => ({ ...status, values: { ...status.values, [STORES]: stores } }));
}

/** The stores of both sides; undefined in a sandbox whose platform has no store at its site. */
export function knownStores(folder: string, platform: Platform): BothStores | undefined {
  const known = readStatus(folder)?.values[STORES] as StoresOptions | undefined;
  return known && new BothStores(platform, known);
}
