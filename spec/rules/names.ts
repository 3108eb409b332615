import { CHARTS } from "../../catalog/charts";
import { inferenceNamespace, KUEUE_NAMESPACE, restrictedNamespace, systemNamespace, teamNamespace } from "../names";
import { formatPath, type Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { PlatformFile } from "../schema/platform-file";
import { DEPLOYMENT_ENDINGS } from "../serving-names";
import { quoted } from "./wording";

/** Namespaces that are in a cluster without the platform, or that its releases bring along: those are called like their charts. */
const TAKEN_NAMESPACES: ReadonlySet<string> = new Set([...Object.keys(CHARTS), KUEUE_NAMESPACE]);

/** Names that something outside keeps for itself. */
const KEPT: readonly {
  readonly pattern: RegExp;
  readonly why: string;
  readonly where: (file: PlatformFile) => boolean;
}[] = [
  { pattern: /^kube-/, why: "Kubernetes keeps namespaces that start with kube-", where: () => true },
  {
    pattern: /^(xn--|sthree-|amzn-s3-demo-)/,
    why: "S3 keeps bucket names that start so",
    where: ({ cloud }) => cloud !== undefined,
  },
  {
    pattern: /^sg-/,
    why: "EC2 keeps names of security groups that start with sg-",
    where: ({ cloud }) => cloud !== undefined,
  },
  {
    pattern: /^(aws|ssm)/,
    why: "Systems Manager keeps names of parameters that start so, and the Lustre file system has one",
    where: ({ cloud }) => cloud?.storage?.lustre !== undefined,
  },
  {
    pattern: /^(system|eks|aws|amazon|iam)-$/,
    why: "EKS keeps groups of access entries that start so, and each team has one",
    where: ({ teams }) => teams.some(({ roleArns }) => roleArns.length > 0),
  },
];

/** Names that would meet another's in the clusters or in AWS. */
export const NAME_RULES: readonly Rule[] = [
  {
    id: "reserved-name",
    severity: "error",
    needs: ["name"],
    check: ({ file }) => [
      ...KEPT.filter(({ pattern, where }) => pattern.test(`${file.name}-`) && where(file)).map(({ why }) => ({
        path: ["name"],
        found: `${quoted(file.name)} cannot be a prefix: ${why}`,
        fix: "choose another name",
      })),
      ...[systemNamespace(file), inferenceNamespace(file)]
        .filter((namespace) => TAKEN_NAMESPACES.has(namespace))
        .map((namespace) => ({
          path: ["name"],
          found: `${quoted(file.name)} makes the namespace ${namespace}, which is another's`,
          fix: "choose another name",
        })),
      ...file.teams.flatMap(({ name }, index) => takenByPlatform(file, name, ["teams", index, "name"])),
    ],
  },
  {
    id: "name-collision",
    severity: "error",
    needs: ["name"],
    check: (facts) => [...teams(facts), ...deployments(facts)],
  },
  { id: "formerly-taken", severity: "error", needs: [], check: ({ file }) => itemLists(file).flatMap(formerNames) },
];

function takenByPlatform(file: PlatformFile, team: string, path: Path): readonly Finding[] {
  const namespace = teamNamespace(file, team);
  const fix = "choose another name";
  if ([systemNamespace(file), inferenceNamespace(file)].includes(namespace))
    return [{ path, found: `${quoted(team)} makes the namespace ${namespace}, which is the platform's own`, fix }];
  if (TAKEN_NAMESPACES.has(namespace))
    return [{ path, found: `${quoted(team)} makes the namespace ${namespace}, which is another's`, fix }];
  return [];
}

/** Runs on restricted data have a namespace of their own, which must be nobody else's. */
function teams({ file, isLater }: Facts): Finding[] {
  return file.teams.flatMap((team, index) =>
    file.teams.flatMap((other, at): Finding[] => {
      const namespace = restrictedNamespace(file, other.name);
      if (namespace !== teamNamespace(file, team.name)) return [];
      const paths: [Path, Path] = [
        ["teams", index, "name"],
        ["teams", at, "name"],
      ];
      const [path, than] = isLater(...paths) ? paths : [paths[1], paths[0]];
      return [
        {
          path,
          found: `${quoted(isLater(...paths) ? team.name : other.name)} meets ${formatPath(than)}: ${namespace} is the namespace of team ${team.name} and of team ${other.name}'s runs on restricted data`,
          fix: "rename one of them",
        },
      ];
    }),
  );
}

/** A deployment's own objects are called like it with an ending: `road` with a canary has a `road-canary`. */
function deployments({ file, isLater }: Facts): Finding[] {
  return file.deployments.flatMap((deployment, index) =>
    file.deployments.flatMap((other, at): Finding[] => {
      const ending = DEPLOYMENT_ENDINGS.find((one) => `${other.name}-${one}` === deployment.name);
      if (ending === undefined || deployment.side !== other.side) return [];
      const paths: [Path, Path] = [
        ["deployments", index, "name"],
        ["deployments", at, "name"],
      ];
      const isSecond = isLater(...paths);
      return [
        {
          path: isSecond ? paths[0] : paths[1],
          found: `${quoted(isSecond ? deployment.name : other.name)} meets ${formatPath(isSecond ? paths[1] : paths[0])}: an object of ${other.name} is called ${deployment.name}, too`,
          fix: "rename one of them",
        },
      ];
    }),
  );
}

interface Item {
  readonly name: string;
  readonly formerly?: string | undefined;
  readonly path: Path;
}

function itemLists(file: PlatformFile): readonly (readonly Item[])[] {
  const placed = (items: readonly Omit<Item, "path">[], ...path: Path): Item[] =>
    items.map(({ name, formerly }, index) => ({ name, formerly, path: [...path, index] }));
  return [
    [...placed(file.onPrem?.pools ?? [], "onPrem", "pools"), ...placed(file.cloud?.pools ?? [], "cloud", "pools")],
    placed(file.teams, "teams"),
    placed(file.datasets, "datasets"),
    placed(file.runs, "runs"),
    placed(file.models, "models"),
    placed(file.deployments, "deployments"),
  ];
}

/** What moves away from a name must leave one that nothing has. */
function formerNames(items: readonly Item[]): readonly Finding[] {
  return items.flatMap(({ name, formerly, path }, index): Finding[] => {
    if (formerly === undefined) return [];
    const at = [...path, "formerly"];
    if (formerly === name)
      return [{ path: at, found: `${quoted(formerly)} is the name that it has`, fix: "remove formerly" }];
    const holder = items.find((other) => other.name === formerly);
    if (holder)
      return [
        {
          path: at,
          found: `${quoted(formerly)} is ${formatPath([...holder.path, "name"])}`,
          fix: "remove formerly, or rename the other",
        },
      ];
    const rival = items.findIndex((other) => other.formerly === formerly);
    if (rival === index) return [];
    return [
      {
        path: at,
        found: `${quoted(formerly)} is also ${formatPath([...(items[rival]?.path ?? []), "formerly"])}`,
        fix: "keep it where the resources are to move",
      },
    ];
  });
}
