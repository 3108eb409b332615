import type { Side } from "../platform";
import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";

/** What the file says of a side that must be there. */
export const SIDE_RULES: readonly Rule[] = [
  {
    id: "no-side",
    severity: "error",
    needs: ["onPrem", "cloud"],
    check: ({ file }) =>
      file.onPrem || file.cloud
        ? []
        : [{ path: [], found: "the file has neither onPrem nor cloud", fix: "add at least one side" }],
  },
  { id: "absent-side", severity: "error", needs: ["onPrem", "cloud", "observability"], check: absentSides },
  { id: "state-on-prem", severity: "error", needs: ["state", "onPrem"], check: stateOnPrem },
  { id: "state-key-region", severity: "error", needs: ["state"], check: stateKeyRegion },
  {
    id: "cached-at-home",
    severity: "warning",
    needs: [],
    check: ({ file }) =>
      file.datasets.flatMap(({ home, cachedOn }, index) =>
        cachedOn.flatMap((side, at): Finding[] =>
          side === home
            ? [{ path: ["datasets", index, "cachedOn", at], found: `${side} is the dataset's home`, fix: "remove it" }]
            : [],
        ),
      ),
  },
];

/** S3 encrypts by a key of the bucket's own region; an alias is looked up there. */
function stateKeyRegion({ file: { state } }: Facts): readonly Finding[] {
  const { kmsKey, region } = state.s3 ?? {};
  const ofKey = kmsKey?.startsWith("arn:") ? kmsKey.split(":")[3] : region;
  if (ofKey === region) return [];
  return [
    {
      path: ["state", "s3", "kmsKey"],
      found: `is a key of ${ofKey}, and state.s3.region is ${region}`,
      fix: `name a key of ${region}, a replica of this one if it is a multi-Region key`,
    },
  ];
}

function absentSides({ file }: Facts): readonly Finding[] {
  const { teams, datasets, runs, deployments, observability } = file;
  if (!file.onPrem && !file.cloud) return [];
  const absent = (side: Side, path: Path): Finding[] =>
    file[side] === undefined
      ? [{ path, found: `is ${side}, and the file has no ${side}`, fix: `add ${side}, or name the other side` }]
      : [];
  const quota = (side: Side, key: "experiment" | "burst", units: object, team: number): Finding[] =>
    file[side] === undefined && Object.keys(units).length > 0
      ? [
          {
            path: ["teams", team, key],
            found: `is a quota of ${side}, and the file has no ${side}`,
            fix: `add ${side}, or remove ${key}`,
          },
        ]
      : [];
  return [
    ...teams.flatMap(({ experiment, burst }, index) => [
      ...quota("onPrem", "experiment", experiment, index),
      ...quota("cloud", "burst", burst, index),
    ]),
    ...datasets.flatMap(({ home, cachedOn }, index) => [
      ...absent(home, ["datasets", index, "home"]),
      ...cachedOn.flatMap((side, at) => absent(side, ["datasets", index, "cachedOn", at])),
    ]),
    ...runs.flatMap(({ side }, index) => (side === "auto" ? [] : absent(side, ["runs", index, "side"]))),
    ...deployments.flatMap(({ side }, index) => (side ? absent(side, ["deployments", index, "side"]) : [])),
    // on-prem is watched by default, and a default cannot be wrong.
    ...(observability.cloud && file.cloud === undefined
      ? [
          {
            path: ["observability", "cloud"],
            found: "is true, and the file has no cloud",
            fix: "add cloud, or remove it",
          },
        ]
      : []),
  ];
}

function stateOnPrem({ file }: Facts): readonly Finding[] {
  const { state, onPrem } = file;
  const path = ["state", "onPrem"];
  if (state.onPrem === undefined) return [];
  if (!onPrem) return [{ path, found: `is ${state.onPrem}, and the file has no onPrem`, fix: "remove it" }];
  if (state.onPrem === "kubernetes" || state[state.onPrem] !== undefined) return [];
  return [
    { path, found: `is ${state.onPrem}, and state has no ${state.onPrem}`, fix: `write kubernetes, or remove it` },
  ];
}
