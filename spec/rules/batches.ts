import { batchTeam } from "../batch";
import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { DeploymentFile } from "../schema/platform-file";
import { batchDeployments } from "../served-deployments";
import { listed, quoted } from "./wording";

/** Keys that a deployment which answers requests must have. */
const SERVES = ["side", "pool", "replicas"] as const;
/** Keys of requests: a batch gets none. */
const REQUESTS = ["replicas", "canary", "host", "tls", "requestsPerReplica", "cache"] as const;
/** Keys of a batch alone. */
const BATCH = ["over", "team", "hours"] as const;

/** What a deployment with a schedule says, and one without. */
export const BATCH_RULES: readonly Rule[] = [
  {
    id: "deployment-kind",
    severity: "error",
    needs: ["deployments"],
    check: ({ file }) =>
      file.deployments.flatMap((deployment, index) =>
        deployment.schedule === undefined
          ? unscheduled(deployment, ["deployments", index])
          : scheduled(deployment, ["deployments", index]),
      ),
  },
  { id: "batch-team", severity: "error", needs: ["runs", "teams.name"], check: teams },
  { id: "batch-reader", severity: "error", needs: ["datasets", "runs"], check: readers },
];

function unscheduled(deployment: DeploymentFile, path: Path): readonly Finding[] {
  const missing = SERVES.filter((key) => deployment[key] === undefined);
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            path: [...path, "name"],
            found: `${quoted(deployment.name)} has no ${listed(missing)}`,
            fix: "add what is missing, or a schedule for batch inference",
          },
        ]),
    ...BATCH.filter((key) => deployment[key] !== undefined).map((key) => ({
      path: [...path, key],
      found: "stands without schedule",
      fix: "add schedule, or remove it",
    })),
  ];
}

function scheduled(deployment: DeploymentFile, path: Path): readonly Finding[] {
  return [
    ...(deployment.over === undefined
      ? [
          {
            path: [...path, "schedule"],
            found: `is ${quoted(deployment.schedule ?? "")}, and over is missing`,
            fix: "add over: { dataset }",
          },
        ]
      : []),
    ...REQUESTS.filter((key) => deployment[key] !== undefined).map((key) => ({
      path: [...path, key],
      found: "stands beside schedule, and a batch answers no requests",
      fix: "remove it, or remove schedule",
    })),
  ];
}

function teams({ file }: Facts): readonly Finding[] {
  return batchDeployments(file).flatMap(([deployment, index]): Finding[] => {
    if (deployment.team !== undefined || batchTeam(deployment, file.runs) !== undefined) return [];
    const producing = [
      ...new Set(file.runs.filter(({ produces }) => produces === deployment.model).map(({ team }) => team)),
    ];
    const why = producing.length === 0 ? "no run produces" : `runs of ${listed(producing)} produce`;
    return [
      {
        path: ["deployments", index, "schedule"],
        found: `has no team: ${why} model ${deployment.model}`,
        fix: "add team: its queue and namespace hold the job",
      },
    ];
  });
}

/** Who reads a dataset is the dataset's to say, as for runs. */
function readers({ file }: Facts): readonly Finding[] {
  return batchDeployments(file).flatMap(([deployment, index]): Finding[] => {
    const dataset = file.datasets.find(({ name }) => name === deployment.over?.dataset);
    const team = batchTeam(deployment, file.runs);
    if (!dataset || team === undefined) return [];
    const may = dataset.teams ?? file.runs.filter((run) => run.datasets.includes(dataset.name)).map((run) => run.team);
    if (may.includes(team)) return [];
    return [
      {
        path: ["deployments", index, "over", "dataset"],
        found: `${quoted(dataset.name)} is not read by team ${team}`,
        fix: `add ${team} to the teams of ${dataset.name}, where its owner agrees`,
      },
    ];
  });
}
