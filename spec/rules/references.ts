import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import { SIDE_WORDS } from "../side-words";
import { type PlacedPool, poolsOf } from "./placed-pool";
import { knownOr, quoted } from "./wording";

/** A name that must be another thing's. */
interface Reference {
  readonly name: string;
  readonly path: Path;
}

/** What the file names must be there. */
export const REFERENCE_RULES: readonly Rule[] = [
  {
    id: "unknown-team",
    severity: "error",
    needs: ["teams.name"],
    check: ({ file }) =>
      unknown(
        "a team",
        "teams",
        file.teams.map(({ name }) => name),
        [
          ...file.datasets.flatMap(({ teams }, index) => references(teams, "datasets", index, "teams")),
          ...file.runs.map(({ team }, index) => ({ name: team, path: ["runs", index, "team"] })),
          ...file.deployments.flatMap(({ team }, index) =>
            team === undefined ? [] : [{ name: team, path: ["deployments", index, "team"] }],
          ),
        ],
      ),
  },
  {
    id: "unknown-dataset",
    severity: "error",
    needs: ["datasets.name"],
    check: ({ file }) =>
      unknown(
        "a dataset",
        "datasets",
        file.datasets.map(({ name }) => name),
        [
          ...file.runs.flatMap(({ datasets }, index) => references(datasets, "runs", index, "datasets")),
          ...file.models.flatMap(({ trainedOn }, index) => references(trainedOn, "models", index, "trainedOn")),
          ...file.deployments.flatMap(({ over }, index) =>
            over === undefined ? [] : [{ name: over.dataset, path: ["deployments", index, "over", "dataset"] }],
          ),
        ],
      ),
  },
  {
    id: "unknown-model",
    severity: "error",
    needs: ["models.name"],
    check: ({ file }) =>
      unknown(
        "a model",
        "models",
        file.models.map(({ name }) => name),
        [
          ...file.runs.flatMap(({ produces }, index) =>
            produces === undefined ? [] : [{ name: produces, path: ["runs", index, "produces"] }],
          ),
          ...file.deployments.map(({ model }, index) => ({ name: model, path: ["deployments", index, "model"] })),
        ],
      ),
  },
  {
    id: "unknown-version",
    severity: "error",
    needs: ["models.name", "models.versions"],
    check: ({ file }) =>
      file.deployments.flatMap((deployment, index) => {
        const model = file.models.find(({ name }) => name === deployment.model);
        if (!model) return [];
        const known = model.versions.map(({ version }) => version);
        const canary = deployment.canary
          ? [{ name: deployment.canary.version, path: ["deployments", index, "canary", "version"] }]
          : [];
        return unknown(`a version of model ${model.name}`, "its versions", known, [
          { name: deployment.version, path: ["deployments", index, "version"] },
          ...canary,
        ]);
      }),
  },
  {
    id: "unknown-pool",
    severity: "error",
    needs: ["onPrem.pools.name", "cloud.pools.name"],
    check: unknownPools,
  },
];

function references(names: readonly string[] | undefined, ...path: Path): Reference[] {
  return (names ?? []).map((name, index) => ({ name, path: [...path, index] }));
}

function unknown(what: string, where: string, known: readonly string[], named: readonly Reference[]): Finding[] {
  return named
    .filter(({ name }) => !known.includes(name))
    .map(({ name, path }) => ({
      path,
      found: `${quoted(name)} is not ${what}`,
      fix: knownOr(name, known, `add it to ${where}`),
    }));
}

/** Pools by side: a quota and a deployment name one of theirs. A side that is not there at all is another rule's. */
function unknownPools(facts: Facts): readonly Finding[] {
  const { file } = facts;
  const pools = poolsOf(facts);
  const check = (side: PlacedPool["side"], name: string, path: Path): Finding[] => {
    const known = pools.filter((pool) => pool.side === side).map((pool) => pool.name);
    if (file[side] === undefined || known.includes(name)) return [];
    const other = pools.find((pool) => pool.name === name);
    const where = SIDE_WORDS[side];
    if (other)
      return [
        {
          path,
          found: `${quoted(name)} is a pool of ${SIDE_WORDS[other.side]}, not of ${where}`,
          fix: `name a pool of ${where}: ${known.join(", ")}`,
        },
      ];
    return [
      {
        path,
        found: `${quoted(name)} is not a pool of ${where}`,
        fix: knownOr(name, known, `add it to ${side}.pools`),
      },
    ];
  };
  return [
    ...file.teams.flatMap(({ experiment, burst }, index) => [
      ...Object.keys(experiment).flatMap((name) => check("onPrem", name, ["teams", index, "experiment", name])),
      ...Object.keys(burst).flatMap((name) => check("cloud", name, ["teams", index, "burst", name])),
    ]),
    ...file.deployments.flatMap(({ side, pool }, index) => {
      if (pool === undefined) return [];
      const found = side ?? pools.find(({ name }) => name === pool)?.side ?? "onPrem";
      return check(found, pool, ["deployments", index, "pool"]);
    }),
  ];
}
