import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of the test's own, gone after each test. */
export function testFolder(): { readonly path: string } {
  const holder = { path: "" };
  beforeEach(() => {
    holder.path = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-")));
  });
  afterEach(() => rmSync(holder.path, { recursive: true, force: true }));
  return holder;
}

/** Waits until something holds, and fails where it never does. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 5000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`what was waited for did not come in ${withinMs} ms`);
}
