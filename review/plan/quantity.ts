/** Suffixes of Kubernetes quantities and what they multiply by. */
const SUFFIXES: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Keys under which Kubernetes has quantities. */
const PLACES = ["requests", "limits", "hard", "capacity", "default", "default_request", "min", "max", "overhead"];

/** True where two texts at a place of quantities are one amount: `8` and `8000m`. */
export function sameQuantity(path: readonly string[], a: unknown, b: unknown): boolean {
  if (!path.some((key) => PLACES.includes(key))) return false;
  const [first, second] = [amount(a), amount(b)];
  return first !== undefined && second !== undefined && Math.abs(first - second) <= 1e-9 * Math.max(first, second);
}

function amount(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m|[kMGTP]|[KMGTP]i)?$/.exec(String(value));
  if (!match) return undefined;
  return Number(match[1]) * (match[2] === undefined ? 1 : (SUFFIXES[match[2]] ?? Number.NaN));
}
