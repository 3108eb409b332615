import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../json";

/** What Terraform is going to do with one object. `other` is a word that this program does not know. */
export type Action = "create" | "update" | "replace" | "destroy" | "forget" | "read" | "no-op" | "other";

/** One change of a plan, as Terraform says it. Values are raw: whoever shows them goes through {@link Secrets}. */
export interface PlannedChange {
  /** Address with its module, such as `aws_s3_bucket.datasets`. */
  readonly address: string;
  readonly type: string;
  readonly managed: boolean;
  readonly action: Action;
  /** Terraform's own words for the action, such as `delete, create`. */
  readonly actionWords: string;
  /** True where a replacement exists before the old object goes. */
  readonly createFirst: boolean;
  /** Terraform's code for why, such as `replace_because_cannot_update`. */
  readonly reason?: string;
  /** Address before a move. */
  readonly previousAddress?: string;
  /** Id of what is taken into the state, or `unknown`. */
  readonly importId?: string;
  /** Key of an old object that a replacement has left behind. */
  readonly deposed?: string;
  readonly before: Json;
  readonly after: Json;
  readonly afterUnknown: Json;
  readonly beforeMarks: Json;
  readonly afterMarks: Json;
  /** Paths of the attributes that force a replacement. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
}

/** A plan of one state, read from `terraform show -json`. */
export interface PlanFile {
  readonly stack: string;
  readonly terraformVersion: string;
  readonly formatVersion: string;
  readonly changes: readonly PlannedChange[];
  /** What others did to objects since the last apply. */
  readonly drift: readonly PlannedChange[];
  /** What Terraform could not plan yet, and its code for why. */
  readonly deferred: readonly { readonly change: PlannedChange; readonly reason: string }[];
  /** Outputs that change. */
  readonly outputs: readonly { readonly name: string; readonly action: Action }[];
  /** Checks of the configuration that fail or cannot be decided, with their messages. */
  readonly checks: readonly {
    readonly address: string;
    readonly status: string;
    readonly messages: readonly string[];
  }[];
  readonly errored: boolean;
  /** False where a plan was limited to some objects, or deferred some. */
  readonly complete: boolean;
  /** The plan as it was parsed, for {@link Secrets}. */
  readonly raw: JsonObject;
}

/** Thrown for a file that is no plan in JSON; the message says what it is, and what to do. */
export class NotAPlan extends Error {
  constructor(file: string, what: string) {
    super(`${file}: ${what}`);
    this.name = "NotAPlan";
  }
}

const HOW = "write it with: terraform show -json plan > plan.json";

/** The major version of the format that this program knows. */
const KNOWN_MAJOR = "1";

/**
 * Reads what `terraform show -json` printed for a saved plan. Keys that it does not know are passed over, so that newer versions of
 * Terraform within the same major format can be read.
 *
 * @throws NotAPlan
 */
export function readPlan(stack: string, file: string, text: string): PlanFile {
  const raw = parsed(file, text);
  const formatVersion = textOf(raw.format_version);
  if (formatVersion === undefined || !Array.isArray(raw.resource_changes ?? (isPlan(raw) ? [] : undefined)))
    throw new NotAPlan(file, `${whatElse(raw)}; ${HOW}`);
  if (formatVersion.split(".")[0] !== KNOWN_MAJOR)
    throw new NotAPlan(
      file,
      `is a plan of format ${formatVersion}, and this program knows ${KNOWN_MAJOR}.x; use a Terraform that writes ${KNOWN_MAJOR}.x, or a newer hybrid-gpu-platform`,
    );
  return {
    stack,
    terraformVersion: textOf(raw.terraform_version) ?? "unknown",
    formatVersion,
    changes: listOf(raw.resource_changes).map(changeOf),
    drift: listOf(raw.resource_drift).map(changeOf),
    deferred: listOf(raw.deferred_changes).map((deferred) => ({
      change: changeOf(objectOf(deferred).resource_change ?? null),
      reason: textOf(objectOf(deferred).reason) ?? "unknown",
    })),
    outputs: Object.entries(objectOf(raw.output_changes))
      .map(([name, change]) => ({ name, action: actionOf(words(objectOf(change).actions)) }))
      .filter(({ action }) => action !== "no-op"),
    checks: listOf(raw.checks).flatMap(checkOf),
    errored: raw.errored === true,
    complete: raw.complete !== false,
    raw,
  };
}

function parsed(file: string, text: string): JsonObject {
  if (text.trim() === "") throw new NotAPlan(file, `is empty; ${HOW}`);
  if (text.startsWith("PK")) throw new NotAPlan(file, `is a saved plan, not its JSON; ${HOW}`);
  let data: unknown;
  try {
    data = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    const log = /^\s*\{"@level"/.test(text);
    throw new NotAPlan(file, log ? `is the log of terraform plan -json, not a plan; ${HOW}` : `is not JSON; ${HOW}`);
  }
  if (!isObject(data)) throw new NotAPlan(file, `is JSON, but no plan: it holds no mapping; ${HOW}`);
  return data;
}

function isPlan(raw: JsonObject): boolean {
  return isObject(raw.planned_values) || isObject(raw.output_changes) || "applyable" in raw;
}

function whatElse(raw: JsonObject): string {
  if ("@level" in raw) return "is a line of Terraform's log, not a plan";
  if ("serial" in raw && "lineage" in raw) return "is a state file, not a plan";
  if ("values" in raw) return "is a state in JSON, not a plan";
  if ("provider_schemas" in raw) return "is a list of provider schemas, not a plan";
  if ("resource" in raw || "terraform" in raw) return "is a configuration, not a plan";
  return "is JSON, but no plan: it has no format_version with resource_changes";
}

function changeOf(value: Json): PlannedChange {
  const outer = objectOf(value);
  const change = objectOf(outer.change);
  const actions = words(change.actions);
  const reason = textOf(outer.action_reason);
  const previousAddress = textOf(outer.previous_address);
  const deposed = textOf(outer.deposed);
  const importing = isObject(change.importing) ? (textOf(change.importing.id) ?? "unknown") : undefined;
  return {
    address: textOf(outer.address) ?? "(no address)",
    type: textOf(outer.type) ?? "unknown",
    managed: outer.mode !== "data",
    action: actionOf(actions),
    actionWords: actions.join(", "),
    createFirst: actions[0] === "create" && actions.length > 1,
    ...(reason !== undefined && { reason }),
    ...(previousAddress !== undefined && { previousAddress }),
    ...(importing !== undefined && { importId: importing }),
    ...(deposed !== undefined && { deposed }),
    before: change.before ?? null,
    after: change.after ?? null,
    afterUnknown: change.after_unknown ?? {},
    // what is not said to be harmless is not shown: a plan without marks has hidden ones.
    beforeMarks: "before_sensitive" in change ? (change.before_sensitive ?? false) : !("after_sensitive" in change),
    afterMarks: "after_sensitive" in change ? (change.after_sensitive ?? false) : true,
    replacePaths: listOf(change.replace_paths).map((path) =>
      listOf(path).filter((key): key is string | number => typeof key === "string" || typeof key === "number"),
    ),
  };
}

function words(value: Json | undefined): string[] {
  return listOf(value).filter((word): word is string => typeof word === "string");
}

function actionOf(actions: readonly string[]): Action {
  const [only, second] = actions;
  if (actions.length === 2 && actions.includes("create") && (actions.includes("delete") || actions.includes("forget")))
    return "replace";
  if (only === undefined || second !== undefined) return "other";
  if (only === "delete") return "destroy";
  return (["create", "update", "forget", "read", "no-op"] as const).find((known) => known === only) ?? "other";
}

function checkOf(value: Json): PlanFile["checks"] {
  const { address, status, instances } = objectOf(value);
  const word = textOf(status) ?? "unknown";
  if (word === "pass") return [];
  const messages = listOf(instances).flatMap((instance) =>
    listOf(objectOf(instance).problems).flatMap((problem) => textOf(objectOf(problem).message) ?? []),
  );
  return [{ address: textOf(objectOf(address).to_display) ?? "(no address)", status: word, messages }];
}
