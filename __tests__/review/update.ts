import type { ResourceChange } from "../../review/resource-changes";

/** A change of a plan that updates something unmarked; its type and its values are the test's. */
export const UPDATE: Omit<ResourceChange, "type" | "before" | "after"> = {
  stack: "on-prem",
  address: "x.a",
  action: "update",
  source: "plan",
  createFirst: false,
  forcing: [],
  attributes: [],
  beforeMarks: {},
  afterMarks: {},
};
