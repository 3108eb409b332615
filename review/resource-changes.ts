import { canonical, type Json } from "./json";
import { type AttributeChange, attributeChanges, forcingAttributes } from "./plan/attributes";
import type { Action, PlanFile, PlannedChange } from "./plan/plan-file";
import type { Secrets } from "./plan/secrets";
import type { SynthesizedState } from "./synthesized-state";

/** What happens to one object, as a plan says it, or as two syntheses differ. */
export interface ResourceChange {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** `files` where the state has no plan: Terraform has not said then whether an update replaces. */
  readonly source: "plan" | "files";
  readonly createFirst: boolean;
  /** Terraform's code for why. */
  readonly reason?: string;
  readonly previousAddress?: string;
  readonly importId?: string;
  readonly deposed?: string;
  /** Attributes that force a replacement. */
  readonly forcing: readonly string[];
  /** Attributes that differ; empty for what is created or destroyed as a whole. */
  readonly attributes: readonly AttributeChange[];
  /** Path of the construct that makes it, or made it. */
  readonly construct?: string;
  /** Raw values: what is shown of them goes through {@link Secrets}. */
  readonly before: Json;
  readonly after: Json;
  /** What Terraform marks as sensitive in them. */
  readonly beforeMarks: Json;
  readonly afterMarks: Json;
}

/** The changes of a plan that a reader cares for: all but data sources and objects that stay as and where they are. */
export function plannedChanges(
  plan: PlanFile,
  secrets: Secrets,
  states: readonly (SynthesizedState | undefined)[],
): readonly ResourceChange[] {
  return plan.changes
    .filter((change) => change.managed && change.action !== "read")
    .filter(
      ({ action, previousAddress, importId }) =>
        action !== "no-op" || previousAddress !== undefined || importId !== undefined,
    )
    .map((change) => fromPlan(plan.stack, change, secrets, states));
}

/** One change of a plan, with the construct that makes the object. */
export function fromPlan(
  stack: string,
  change: PlannedChange,
  secrets: Secrets,
  states: readonly (SynthesizedState | undefined)[],
): ResourceChange {
  const { address, type, action, createFirst, reason, previousAddress, importId, deposed, before, after } = change;
  const { beforeMarks, afterMarks } = change;
  const construct =
    constructOf(address, states) ?? (previousAddress === undefined ? undefined : constructOf(previousAddress, states));
  return {
    stack,
    address,
    type,
    action,
    source: "plan",
    createFirst,
    ...(reason !== undefined && { reason }),
    ...(previousAddress !== undefined && { previousAddress }),
    ...(importId !== undefined && { importId: secrets.clean(importId) }),
    ...(deposed !== undefined && { deposed }),
    ...(construct !== undefined && { construct }),
    forcing: forcingAttributes(change),
    attributes:
      action === "update" || action === "replace" || action === "other" ? attributeChanges(change, secrets) : [],
    before,
    after,
    beforeMarks,
    afterMarks,
  };
}

function constructOf(address: string, states: readonly (SynthesizedState | undefined)[]): string | undefined {
  const plain = address.replace(/\[[^\]]*\]$/, "");
  return states.map((state) => state?.resources.get(plain)?.construct).find((construct) => construct !== undefined);
}

/** How one state's files differ between two syntheses: what a plan of it would be about. */
export function fileDifferences(
  stack: string,
  before: SynthesizedState | undefined,
  after: SynthesizedState | undefined,
  secrets: Secrets,
): readonly ResourceChange[] {
  const moves = after?.moves ?? new Map<string, string>();
  const moved = new Set(moves.values());
  const kept = [...(after?.resources.values() ?? [])].flatMap((resource): ResourceChange[] => {
    const from = moves.get(resource.address);
    const old = before?.resources.get(from ?? resource.address) ?? before?.resources.get(resource.address);
    if (!old) return [difference(stack, resource, "create", null, resource.config, secrets)];
    const previous = old.address === resource.address ? undefined : old.address;
    const same = canonical(old.config) === canonical(resource.config);
    if (same && previous === undefined) return [];
    const change = difference(stack, resource, same ? "no-op" : "update", old.config, resource.config, secrets);
    return [previous === undefined ? change : { ...change, previousAddress: previous }];
  });
  const gone = [...(before?.resources.values() ?? [])]
    .filter(({ address }) => !after?.resources.has(address) && !moved.has(address))
    .map((resource) => difference(stack, resource, "destroy", resource.config, null, secrets));
  return [...kept, ...gone];
}

function difference(
  stack: string,
  { address, type, construct }: { readonly address: string; readonly type: string; readonly construct?: string },
  action: Action,
  before: Json,
  after: Json,
  secrets: Secrets,
): ResourceChange {
  const raw = { before, after, afterUnknown: {}, beforeMarks: false, afterMarks: false, replacePaths: [] };
  const planned = { ...raw, address, type, managed: true, action, actionWords: action, createFirst: false };
  return {
    stack,
    address,
    type,
    action,
    source: "files",
    createFirst: false,
    forcing: [],
    attributes: action === "update" ? attributeChanges(planned, secrets) : [],
    ...(construct !== undefined && { construct }),
    before,
    after,
    beforeMarks: false,
    afterMarks: false,
  };
}
