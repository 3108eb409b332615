/** Order of texts by code unit: the same on every machine, whatever its language. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders texts by the numbers in them: `9` comes before `10`, `2026-9` before `2026-10`. */
export function byNumber(left: string, right: string): number {
  const [some, others] = [parts(left), parts(right)];
  for (let index = 0; index < Math.min(some.length, others.length); index += 1) {
    const [a = "", b = ""] = [some[index], others[index]];
    if (a === b) continue;
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) || difference === 0 ? byCodeUnit(a, b) : difference;
  }
  return some.length - others.length;
}

function parts(text: string): readonly string[] {
  return text.match(/\d+|\D+/g) ?? [];
}
