import type { Json } from "../../review/json";
import { openings } from "../../review/openings";
import { Secrets } from "../../review/plan/secrets";
import type { ResourceChange } from "../../review/resource-changes";
import { UPDATE } from "./update";

/** What is opened by a change of an object, with a sign where it is for anyone or everything. */
export function openedBy(type: string, before: Json, after: Json) {
  const change: ResourceChange = { ...UPDATE, type, before, after };
  return openings([change], new Secrets([]), []).map(({ who, what, wide }) => `${wide ? "! " : ""}${who} > ${what}`);
}
