import { ISO_COUNTRIES } from "../../catalog/regions";
import { datasetHandling, type Handling, modelHandling, obstacle } from "../lineage";
import type { Platform, Side } from "../platform";
import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { ModelFile, PlatformFile } from "../schema/platform-file";
import { CLASSIFICATIONS } from "../schema/work";
import { servedDeployments } from "../served-deployments";
import { listed, quoted } from "./wording";

const NEEDS = ["onPrem.jurisdiction", "cloud.region", "datasets", "runs", "models"];

/** Where data may be, and what is made of it. */
export const DATA_RULES: readonly Rule[] = [
  {
    id: "dataset-residency",
    severity: "error",
    needs: ["onPrem.jurisdiction", "cloud.region"],
    check: (facts) =>
      facts.file.datasets.flatMap((dataset, index) => {
        const handling = datasetHandling(dataset);
        return [
          ...refused(facts, handling, dataset.home, ["datasets", index, "home"]),
          ...dataset.cachedOn.flatMap((side, at) =>
            refused(facts, handling, side, ["datasets", index, "cachedOn", at]),
          ),
        ];
      }),
  },
  {
    id: "deployment-residency",
    severity: "error",
    needs: NEEDS,
    check: (facts) =>
      servedDeployments(facts.file).flatMap(([deployment, index]) => {
        const model = facts.file.models.find(({ name }) => name === deployment.model);
        if (!model) return [];
        const handling = modelHandling(data(facts), model);
        const chain = `deployment ${deployment.name} → ${handling.chain}`;
        return refused(facts, { ...handling, chain }, deployment.side, ["deployments", index, "side"]);
      }),
  },
  { id: "released-loosens", severity: "error", needs: ["datasets", "runs"], check: releasesThatTighten },
  { id: "model-without-data", severity: "warning", needs: ["runs"], check: modelsWithoutData },
  { id: "dataset-reader", severity: "error", needs: ["datasets"], check: strangeReaders },
];

function isCountry(code: string): boolean {
  return code === "EU" || ISO_COUNTRIES.has(code);
}

/** Lineage asks for names and classifications alone, which the file has as they are. */
function data({ file }: Facts): Pick<Platform, "datasets" | "runs" | "models"> {
  const datasets = file.datasets.map((dataset) => ({ ...dataset, teams: dataset.teams ?? [] }));
  return { datasets, runs: file.runs, models: file.models };
}

function refused({ file, catalog }: Facts, handling: Handling, side: Side, path: Path): readonly Finding[] {
  const country =
    side === "onPrem" ? file.onPrem?.jurisdiction : file.cloud && catalog.region(file.cloud.region)?.jurisdiction;
  if (country === undefined) return [];
  // codes that are no country's have a problem of their own.
  const known = ISO_COUNTRIES.has(country) && file.datasets.every(({ residency = [] }) => residency.every(isCountry));
  const { residency: _unknown, ...classified } = handling;
  const because = obstacle(known ? handling : classified, country, side === "onPrem");
  if (because === undefined) return [];
  const place = side === "onPrem" ? `the site in ${country}` : `${file.cloud?.region} in ${country}`;
  const fix =
    handling.classification === "restricted" && side === "cloud"
      ? "use onPrem, or have the model released"
      : "use another side, or widen the residency where its owner agrees";
  return [
    {
      path,
      found: `is ${side} (${place}): ${because}`,
      fix: handling.chain.startsWith("dataset") ? fix.replace(", or have the model released", "") : fix,
    },
  ];
}

function releasesThatTighten(facts: Facts): readonly Finding[] {
  return facts.file.models.flatMap(({ released, ...model }, index): Finding[] => {
    // a model from elsewhere inherits nothing: what is released says what it is.
    if (!released || isWithoutData(facts.file, model)) return [];
    const { classification, residency, chain } = modelHandling(data(facts), model);
    const rank = (of: string) => (CLASSIFICATIONS as readonly string[]).indexOf(of);
    const path = ["models", index, "released", "classification"];
    const fix = `use ${listed(CLASSIFICATIONS.slice(0, rank(classification)).reverse()) || "no release"}, or remove released`;
    if (rank(released.classification) > rank(classification))
      return [
        {
          path,
          found: `${released.classification} is stricter than what is inherited, ${classification} (${chain})`,
          fix,
        },
      ];
    if (released.classification === classification && residency === undefined)
      return [{ path, found: `${released.classification} is what is inherited already (${chain})`, fix }];
    return [];
  });
}

function modelsWithoutData({ file }: Facts): readonly Finding[] {
  return file.models.flatMap(({ name, trainedOn, released }, index): Finding[] =>
    released || !isWithoutData(file, { name, trainedOn })
      ? []
      : [
          {
            path: ["models", index, "name"],
            found: `${quoted(name)} names no data, and no run produces it: it is handled as public`,
            fix: "add trainedOn, or released for a model that came from elsewhere",
          },
        ],
  );
}

function isWithoutData({ runs }: PlatformFile, { name, trainedOn }: Pick<ModelFile, "name" | "trainedOn">): boolean {
  return trainedOn.length === 0 && !runs.some(({ produces }) => produces === name);
}

/** A list of readers is all that policies go by. */
function strangeReaders({ file }: Facts): readonly Finding[] {
  return file.runs.flatMap((run, index) =>
    run.datasets.flatMap((name, at): Finding[] => {
      const position = file.datasets.findIndex((dataset) => dataset.name === name);
      const readers = file.datasets[position]?.teams;
      if (readers === undefined || readers.includes(run.team)) return [];
      return [
        {
          path: ["runs", index, "datasets", at],
          found: `${quoted(name)} is not for team ${run.team}: datasets[${position}].teams has ${listed(readers) || "none"}`,
          fix: `add ${run.team} there where the owner of the data agrees`,
        },
      ];
    }),
  );
}
