import { type CopiedVersion, copiedVersions } from "../sandbox/platform/copied-versions";
import type { Platform } from "../spec/platform";
import { SIDE_WORDS } from "../spec/side-words";
import { SANDBOX } from "./checkout-sandbox";
import { columns } from "./columns";

/** Waits for the copies of models between the sides, and prints what each brought, once a side and version. */
export async function showCopies(
  platform: Platform,
  since: number,
  signal: AbortSignal,
): Promise<readonly CopiedVersion[]> {
  const copies = await copiedVersions(SANDBOX, platform, signal);
  for (const line of copyLines(copies, since)) console.log(line);
  return copies;
}

/** What is printed of some copies; `since` is when this start began, in milliseconds: what was there before was not sent again. */
export function copyLines(copies: readonly CopiedVersion[], since: number): readonly string[] {
  if (copies.length === 0) return ["  the sandbox has no files of a model that is copied: its copy jobs are simulated"];
  const now = copies.filter(({ endedAt }) => endedAt !== undefined && Date.parse(endedAt) >= since);
  const sent = now.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    ...columns([
      ["model", "from", "to", "bytes there", "every sha256", "sent"],
      ...copies.map((copy) => row(copy, now)),
    ]),
    `  ${now.length === 0 ? "nothing was sent: all of it was there" : `sent ${sent.toLocaleString("en")} bytes, once a side and version; replicas read their own side's store`}`,
  ];
}

function row(copy: CopiedVersion, now: readonly CopiedVersion[]): readonly string[] {
  const { model, version, from, to, bytes, files, asPinned, seconds } = copy;
  const sent = now.includes(copy) ? `now, in ${seconds ?? 0} s` : seconds === undefined ? "not whole yet" : "before";
  return [
    `${model} ${version}`,
    SIDE_WORDS[from],
    SIDE_WORDS[to],
    `${bytes.toLocaleString("en")} in ${files} files`,
    asPinned ? "as pinned" : "not as pinned",
    sent,
  ];
}
