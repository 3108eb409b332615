import { teamNamespace } from "../names";
import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import { quoted } from "./wording";

/** What a rename cannot carry along. */
export const RENAME_RULES: readonly Rule[] = [{ id: "rename-effects", severity: "warning", needs: [], check }];

interface Renamed {
  readonly name: string;
  readonly formerly?: string | undefined;
}

function check({ file }: Facts): readonly Finding[] {
  const pools = [...(file.onPrem?.pools ?? []), ...(file.cloud?.pools ?? [])];
  const said = (
    items: readonly Renamed[],
    path: Path,
    words: (name: string, formerly: string) => readonly [found: string, fix: string],
  ): Finding[] =>
    items.flatMap(({ name, formerly }, index) => {
      // a former name that something has, or that two claim, is a mistake that another rule tells.
      const claims = [
        ...(path[0] === "cloud" ? pools : items).map((item) => item.name),
        ...items.map((item) => item.formerly),
      ].filter((claimed) => claimed === formerly);
      if (formerly === undefined || claims.length > 1) return [];
      const [found, fix] = words(name, formerly);
      return [{ path: [...path, index, "formerly"], found, fix }];
    });
  const stored = (name: string, formerly: string) =>
    [
      `${quoted(formerly)}: what is stored under ${formerly}/ does not move`,
      `copy it to ${name}/ in each bucket that has it, before the rename is deployed`,
    ] as const;
  return [
    ...said(file.teams, ["teams"], (name, formerly) => [
      `${quoted(formerly)}: Kubernetes cannot rename a namespace, so ${teamNamespace(file, formerly)} goes with the runs in it, and ${teamNamespace(file, name)} comes`,
      "let its runs end first",
    ]),
    ...said(file.cloud?.pools ?? [], ["cloud", "pools"], (_, formerly) => [
      `${quoted(formerly)}: Karpenter cannot rename a pool, so its nodes are drained and start anew`,
      "let its runs end first",
    ]),
    ...said(file.deployments, ["deployments"], (name, formerly) => [
      `${quoted(formerly)}: Kubernetes cannot rename what serves it, so ${formerly} goes while ${name} starts`,
      "to serve without a gap, add it under the new name without formerly, and remove the old one when the new one answers",
    ]),
    ...said(file.datasets, ["datasets"], stored),
    ...said(file.models, ["models"], stored),
  ];
}
