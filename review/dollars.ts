/** A sum as people write it. */
export function dollars(usd: number): string {
  return `$${Math.round(usd).toLocaleString("en-US")}`;
}
