import { isObject, type Json, type JsonObject, listOf, objectOf } from "../json";
import type { PlanFile, PlannedChange } from "./plan-file";

/** What is printed in place of a secret. */
export const HIDDEN = "(sensitive)";

/** Shortest secret that is looked for inside of other texts: a shorter one is part of too many words. */
const SHORTEST_ECHO = 6;

/** Keys that hold secrets by their names, whatever a provider marks. */
const SECRET_NAMES =
  /(^|[_./-])(password|passwords|passwd|passphrase|pass|pwd|private_?key|preshared_?key|psk|client_?secret|secret_?(access_?)?key|api_?key|(access|auth|bearer|refresh|session)_?token|token|secret_string|secret_binary|kubeconfig_raw)$/i;

/** Keys below a secret name that only say where the secret is. */
const REFERENCE_NAMES =
  /^(name|namespace|key|path|optional|audience|expiration_?seconds|value_?from|.*_?(key|secret)_?ref|arn)$/i;

/** Keys of a named item that hold what the item is the name of: `{ name: DB_PASSWORD, value: … }`. */
const VALUE_NAMES = /^(value|values|default|plaintext|string_?value)$/i;

/** Texts that are secrets by their form, or hold one: keys, credentials in an address, an assignment to a secret name. */
const SECRET_FORMS =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[A-Z0-9]{16}\b|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{5,}|\bgh[pousr]_\w{30,}|\bxox[abprs]-[\w-]{10,}|:\/\/[^\s/?#:@]*:[^\s/?#@]+@|(password|passwd|passphrase|api[_-]?key|client[_-]?secret|secret[_-]?(access[_-]?)?key|(access|auth|bearer|refresh|session)[_-]?token)=[^\s"'&;,]/i;

/** True where a key says that a secret stands below it: `password`, `rootPassword`, `API_KEY`, `auth.password`. */
function namesSecret(key: string): boolean {
  return SECRET_NAMES.test(key.replace(/([a-z0-9])([A-Z])/g, "$1_$2"));
}

/**
 * True where the value under a key of a mapping is a secret by its name: its own, that of the mapping, or that of the item that the mapping
 * is.
 *
 * @param named true where the mapping itself stands under such a name
 */
export function secretUnder(held: JsonObject, key: string, named: boolean): boolean {
  if (namesSecret(key)) return true;
  if (named) return !REFERENCE_NAMES.test(key);
  if (!VALUE_NAMES.test(key)) return false;
  return [held.name, held.key, held.Name, held.Key, held.id].some(
    (name) => typeof name === "string" && namesSecret(name),
  );
}

/** How many values were hidden, and why. */
export interface HiddenCount {
  /** Values that Terraform marks as sensitive. */
  readonly marked: number;
  /** Values beside them that are secrets by name or form, or repeat a marked value. */
  readonly recognised: number;
}

/**
 * What must not be printed. A value that is marked at one place is hidden at every other place, too: providers mark an attribute, and the
 * same text stands unmarked in a policy or in an output.
 */
export class Secrets {
  private readonly whole = new Set<string>();
  /** Long secrets by their first characters. */
  private readonly byStart = new Map<string, string[]>();
  /** Their first characters: most places of a text can begin none. */
  private readonly firsts = new Set<number>();
  private markedCount = 0;
  private readonly recognised = new Set<string>();

  constructor(plans: readonly PlanFile[]) {
    for (const plan of plans) this.learn(plan);
  }

  /** How many values were hidden so far. */
  get hidden(): HiddenCount {
    return { marked: this.markedCount, recognised: this.recognised.size };
  }

  /**
   * True where a value must be hidden whatever its marks say.
   *
   * @param named true where it stands under the name of a secret
   * @param at its place, so that it is counted once
   */
  betrays(value: Json, named: boolean, at: string): boolean {
    if (typeof value !== "number" && (typeof value !== "string" || value === "")) return false;
    const secret = named || SECRET_FORMS.test(String(value)) || this.holds(String(value));
    if (secret) this.recognised.add(at);
    return secret;
  }

  /** A text without the secrets that stand in it. */
  clean(text: string): string {
    if (SECRET_FORMS.test(text) || this.whole.has(text)) return HIDDEN;
    let shown = text;
    for (let at = 0; at + SHORTEST_ECHO <= shown.length; at += 1) {
      const found = this.startingAt(shown, at);
      if (found !== undefined) shown = shown.slice(0, at) + HIDDEN + shown.slice(at + found.length);
    }
    return shown;
  }

  private holds(text: string): boolean {
    if (this.whole.has(text)) return true;
    for (let at = 0; at + SHORTEST_ECHO <= text.length; at += 1)
      if (this.startingAt(text, at) !== undefined) return true;
    return false;
  }

  /** The secret that stands at a place of a text. */
  private startingAt(text: string, at: number): string | undefined {
    if (!this.firsts.has(text.charCodeAt(at))) return undefined;
    return this.byStart.get(text.slice(at, at + SHORTEST_ECHO))?.find((one) => text.startsWith(one, at));
  }

  private learn({ changes, drift, deferred, raw }: PlanFile): void {
    for (const change of [...changes, ...drift, ...deferred.map((one) => one.change)]) this.learnChange(change);
    for (const output of Object.values(objectOf(raw.output_changes))) {
      const { before = null, after = null, before_sensitive = false, after_sensitive = false } = objectOf(output);
      this.markedCount += Math.max(this.collect(before, before_sensitive), this.collect(after, after_sensitive));
    }
    const declared = objectOf(objectOf(objectOf(raw.configuration).root_module).variables);
    for (const [name, variable] of Object.entries(objectOf(raw.variables)))
      if (objectOf(declared[name]).sensitive === true) this.collect(objectOf(variable).value ?? null, true);
    for (const part of [raw.prior_state, raw.planned_values]) this.learnModule(objectOf(part).values ?? part ?? null);
  }

  private learnChange({ before, after, beforeMarks, afterMarks, action }: PlannedChange): void {
    const count = Math.max(this.collect(before, beforeMarks), this.collect(after, afterMarks));
    if (action !== "no-op") this.markedCount += count;
  }

  private learnModule(values: Json): void {
    const module = objectOf(objectOf(values).root_module ?? values);
    for (const resource of listOf(module.resources)) {
      const { values: held = null, sensitive_values = false } = objectOf(resource);
      this.collect(held, sensitive_values);
    }
    for (const output of Object.values(objectOf(objectOf(values).outputs)))
      if (objectOf(output).sensitive === true) this.collect(objectOf(output).value ?? null, true);
    for (const child of listOf(module.child_modules)) this.learnModule({ root_module: child });
  }

  /** Keeps every text under a mark, and counts the values. */
  private collect(value: Json, marks: Json): number {
    if (marks === true) return this.keep(value);
    if (Array.isArray(marks)) return sum(marks.map((mark, index) => this.collect(listOf(value)[index] ?? null, mark)));
    if (!isObject(marks)) return 0;
    return sum(Object.entries(marks).map(([key, mark]) => this.collect(objectOf(value)[key] ?? null, mark)));
  }

  private keep(value: Json): number {
    if (Array.isArray(value)) return sum(value.map((one) => this.keep(one)));
    if (isObject(value)) return sum(Object.values(value).map((one) => this.keep(one)));
    if (value === null || value === "" || typeof value === "boolean") return value === null ? 0 : 1;
    const text = String(value);
    // a number of few digits is a port or a count somewhere else.
    if (typeof value === "string" || text.length >= SHORTEST_ECHO) this.whole.add(text);
    if (text.length >= SHORTEST_ECHO) for (const form of formsOf(text)) this.keepForm(form);
    return 1;
  }

  private keepForm(form: string): void {
    this.firsts.add(form.charCodeAt(0));
    const start = form.slice(0, SHORTEST_ECHO);
    const alike = this.byStart.get(start) ?? [];
    // the longest first: a secret may begin with another.
    if (!alike.includes(form))
      this.byStart.set(
        start,
        [...alike, form].sort((a, b) => b.length - a.length),
      );
  }
}

/** A secret as it is, as it stands in JSON, and as a Secret of Kubernetes has it. */
function formsOf(text: string): readonly string[] {
  return [text, JSON.stringify(text).slice(1, -1), Buffer.from(text).toString("base64").replace(/=+$/, "")];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
