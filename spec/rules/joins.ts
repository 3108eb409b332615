import { formatPath, type Path } from "../problem";
import type { Facts } from "../rule";
import { servedDeployments } from "../served-deployments";
import { poolsOf } from "./placed-pool";

/** Something in the file that works only where the sides reach each other. */
export interface Join {
  readonly path: Path;
  /** `teams[0].burst sends runs to the cloud`. */
  readonly words: string;
}

/** What joins the two sides: runs that burst, and copies between them. In the order of the file's sections. */
export function joins(facts: Pick<Facts, "file" | "catalog">): readonly Join[] {
  const { teams, datasets, runs } = facts.file;
  if (!facts.file.onPrem || !facts.file.cloud) return [];
  const cpuPool = poolsOf(facts).find(({ side, isCpu }) => side === "cloud" && isCpu);
  const join = (path: Path, does: string): Join => ({ path, words: `${formatPath(path)} ${does}` });
  return [
    ...teams.flatMap(({ burst }, index) =>
      Object.values(burst).some((units) => units > 0)
        ? [join(["teams", index, "burst"], "sends runs to the cloud")]
        : [],
    ),
    ...(cpuPool && teams.length > 0 ? [join(cpuPool.path, "takes every team's runs without GPU")] : []),
    ...datasets.flatMap(({ home, cachedOn }, index) =>
      cachedOn.some((side) => side !== home)
        ? [join(["datasets", index, "cachedOn"], "copies data between the sides")]
        : [],
    ),
    ...runs.flatMap(({ side }, index) =>
      side === "cloud" ? [join(["runs", index, "side"], "sends the run to the cloud")] : [],
    ),
    ...modelCopies(facts).map((path) => join(path, "copies the model between the sides")),
  ];
}

/** Deployments whose model is surely born on the other side. Where a run decides by itself, placement knows. */
function modelCopies({ file }: Pick<Facts, "file">): readonly Path[] {
  const { datasets, runs, models } = file;
  const deployments = servedDeployments(file);
  return deployments.flatMap(([{ model: name, side }, index]): Path[] => {
    const model = models.find((one) => one.name === name);
    if (!model) return [];
    const producers = runs.filter(({ produces }) => produces === name).map((run) => run.side);
    const homes = datasets.filter((dataset) => model.trainedOn.includes(dataset.name)).map(({ home }) => home);
    const births = new Set<string>(producers.length > 0 ? producers : homes);
    const bornElsewhere = births.size === 1 && !births.has("auto") && !births.has(side);
    const twice = deployments.some(([other, at]) => other.model === name && other.side !== side && at < index);
    return bornElsewhere || twice ? [["deployments", index, "side"]] : [];
  });
}
