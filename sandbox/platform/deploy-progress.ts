/** What a deploy or a destroy did to one state. */
export interface StateOutcome {
  readonly stack: string;
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  /** Seconds from the start of all to the end of this state's. */
  readonly afterSeconds: number;
}

/** Moves of a terminal's cursor, and colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one.
const ESCAPES = /\x1b\[[0-9;]*[A-Za-z]/g;
/** A line of a state begins with its name; lines that go on are indented below it. */
const OF_STATE = /^([a-z]+(?:-[a-z]+)+) {2,}(.*)$/;
const PLANNED = /^Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/;
const APPLIED = /^Apply complete! Resources: (\d+) added, (\d+) changed, (\d+) destroyed/;
const DESTROYED = /^Destroy complete! Resources: (\d+) destroyed/;
const ERROR = /(^|[│╷] *)Error: /;

/** Reads what cdktf prints: it tells what becomes of each state, and each error once. */
export class DeployProgress {
  private stack = "";
  private readonly done = new Map<string, StateOutcome>();
  private readonly errors = new Set<string>();

  /** @param elapsed seconds since the start */
  constructor(
    private readonly onProgress: (line: string) => void,
    private readonly elapsed: () => number,
  ) {}

  /** Reads one line. */
  read(line: string): void {
    const text = line.replace(ESCAPES, "");
    const [, stack, rest = text.trim()] = OF_STATE.exec(text) ?? [];
    if (stack !== undefined) this.stack = stack;
    const planned = PLANNED.exec(rest);
    if (planned) this.say(`${this.stack}: applies ${changes(numbers(planned), ["to add", "to change", "to destroy"])}`);
    const applied = APPLIED.exec(rest);
    if (applied) this.end(numbers(applied));
    const destroyed = DESTROYED.exec(rest);
    if (destroyed) this.end([0, 0, ...numbers(destroyed)]);
    if (ERROR.test(rest) && !this.errors.has(rest)) {
      this.errors.add(rest);
      this.say(`${this.stack}: ${rest.replace(/^[│╷ ]+/, "")}`);
    }
  }

  /** What each state came to, in the order in which they ended. */
  outcomes(): readonly StateOutcome[] {
    return [...this.done.values()];
  }

  private end([added = 0, changed = 0, destroyed = 0]: readonly number[]): void {
    // the same frame may be drawn again.
    if (this.done.has(this.stack)) return;
    const afterSeconds = this.elapsed();
    this.done.set(this.stack, { stack: this.stack, added, changed, destroyed, afterSeconds });
    const what = changes([added, changed, destroyed], ["added", "changed", "destroyed"]);
    this.say(`${this.stack}: ${what}`);
  }

  private say(text: string): void {
    this.onProgress(`${this.elapsed().toFixed(0).padStart(4)} s  ${text}`);
  }
}

function numbers(match: RegExpExecArray): readonly number[] {
  return match.slice(1, 4).map(Number);
}

function changes(counts: readonly number[], words: readonly string[]): string {
  const said = counts.flatMap((count, index) => (count === 0 ? [] : [`${count} ${words[index]}`]));
  return said.join(", ") || "no changes";
}
