import { countries } from "../spec/lineage";
import type { Loaded } from "../spec/loader";
import type { Platform } from "../spec/platform";
import type { LocatedProblem, Path } from "../spec/problem";
import { type PlatformFile, platformFile } from "../spec/schema/platform-file";
import { readYaml } from "../spec/yaml-document";

/** A sound platform file with its text, so that things can be traced to lines. */
export interface PlatformText {
  /** The file as the user named it. */
  readonly file: string;
  readonly platform: Platform;
  /** The file after shape checks and defaults, in the file's order. */
  readonly data: PlatformFile;
  /** What its checks warn of. */
  readonly warnings: readonly LocatedProblem[];
  /** Line and column of a path, or of its nearest parent that is written down. */
  place(path: Path): { readonly line: number; readonly column: number };
}

/** The text of a file that loaded without an error; undefined where it has one. */
export function platformText({ file, text, platform, problems }: Loaded): PlatformText | undefined {
  if (!platform) return undefined;
  const yaml = readYaml(text);
  const warnings = problems.filter(({ severity }) => severity === "warning");
  return { file, platform, data: platformFile.parse(yaml.data), warnings, place: (path) => yaml.place(path) };
}

/** Lists of the file whose items have names. */
export type NamedList = "teams" | "datasets" | "runs" | "models" | "deployments" | "onPrem.pools" | "cloud.pools";

/** Items of a named list, in the file's order. */
export function itemsOf(data: PlatformFile, list: NamedList): readonly { readonly name: string }[] {
  if (list === "onPrem.pools") return data.onPrem?.pools ?? [];
  return list === "cloud.pools" ? (data.cloud?.pools ?? []) : data[list];
}

/** Path of a named item; of its list where the file has no such item. */
export function pathOf({ data }: Pick<PlatformText, "data">, list: NamedList, name: string): Path {
  const index = itemsOf(data, list).findIndex((item) => item.name === name);
  return index < 0 ? list.split(".") : [...list.split("."), index];
}

/** Residency as people write it. */
export function residencyWords(residency: readonly string[] | undefined): string {
  return residency === undefined ? "anywhere" : residency.length === 0 ? "nowhere" : residency.join(", ");
}

/** True where a residency allows a country that another does not. */
export function allowsMore(after: readonly string[] | undefined, before: readonly string[] | undefined): boolean {
  if (after === undefined) return before !== undefined;
  const old = before === undefined ? undefined : countries(before);
  return old !== undefined && [...(countries(after) ?? [])].some((country) => !old.has(country));
}
