import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Names that Chromium and its kin are installed under. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * The browser of this machine: the one that `BROWSER_PATH` names, else the first of its kind on `PATH`.
 *
 * @throws Error with one line that says what is missing and how to get it
 */
export async function startBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const folders = (environment.PATH ?? "").split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
  const executablePath = environment.BROWSER_PATH ?? found;
  if (executablePath === undefined)
    throw new Error(
      "no browser was found, so no report was looked at: install chromium, or name a browser in BROWSER_PATH",
    );
  // the pages are our own files, and a sandbox of Chromium's needs rights that containers do not give.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A width and a colour scheme in which a page is looked at. */
export interface View {
  readonly scheme: "light" | "dark";
  readonly width: number;
}

/** Dark and light, as wide as a desk and as narrow as a phone. */
export const VIEWS: readonly View[] = (["light", "dark"] as const).flatMap((scheme) =>
  [1280, 390].map((width) => ({ scheme, width })),
);
