import { datasetHandling, isRestrictedBatch, modelHandling, obstacle, restrictedTeams } from "../spec/lineage";
import { inferenceNamespace, restrictedNamespace, systemNamespace, teamNamespace } from "../spec/names";
import { deploymentObjectStoreSecret, objectStoreSecret } from "../spec/object-store";
import type { Dataset, Model, OnPrem, Platform, Side, Team } from "../spec/platform";
import { datasetCopies } from "./dataset-copies";
import { keptCopies } from "./model-copies";
import { placeBatch } from "./place-batch";

/** Buckets of the on-prem store, by purpose. */
type StorePurpose = "datasets" | "checkpoints" | "models" | "restricted";

/** What an identity may do under some prefixes of a bucket. */
export interface StoreGrant {
  /** `writes` reads and deletes, too; `adds` reads, and deletes nothing. */
  readonly may: "reads" | "adds" | "writes";
  readonly purpose: StorePurpose;
  /** Without a slash at either end. */
  readonly prefixes: readonly string[];
}

/** An identity at the on-prem store: the Secret that holds its key, and what it may do. */
export interface StoreIdentity {
  readonly namespace: string;
  readonly secret: string;
  /** Its name where users of the store have names of their own: 63 characters at most, nobody else's. */
  readonly user: string;
  readonly grants: readonly StoreGrant[];
}

/**
 * Who reads and writes what in the on-prem store: each team, its restricted namespace, served models, and copies between the sides. What an
 * identity may do is what its like may do in the cloud; nobody but an administrator makes or removes buckets.
 */
export function storeIdentities(platform: Platform, onPrem: OnPrem): readonly StoreIdentity[] {
  const restricted = restrictedTeams(platform);
  const shared = (namespace: string, grants: readonly StoreGrant[]): StoreIdentity[] => [
    { namespace, secret: objectStoreSecret(namespace), user: namespace, grants },
  ];
  return [
    ...platform.teams.flatMap((team) => [
      ...shared(teamNamespace(platform, team.name), openGrants(platform, onPrem, team)),
      ...(restricted.has(team.name)
        ? shared(restrictedNamespace(platform, team.name), restrictedGrants(platform, onPrem, team))
        : []),
    ]),
    ...servedModels(platform),
    ...shared(systemNamespace(platform), copyGrants(platform)),
  ]
    .map((identity) => ({ ...identity, grants: identity.grants.filter(({ prefixes }) => prefixes.length > 0) }))
    .filter(({ grants }) => grants.length > 0);
}

function openGrants(platform: Platform, onPrem: OnPrem, team: Team): readonly StoreGrant[] {
  const models = modelsOf(platform, team).filter((model) => !isRestrictedModel(platform, model));
  return [
    { may: "reads", purpose: "datasets", prefixes: openSets(platform, onPrem, team) },
    { may: "writes", purpose: "checkpoints", prefixes: ownFolders(team) },
    { may: "writes", purpose: "models", prefixes: names(models) },
    { may: "reads", purpose: "models", prefixes: batchModels(platform, team, models, false) },
  ];
}

/** A run on restricted data reads open data, too, and writes nothing outside of the restricted bucket. */
function restrictedGrants(platform: Platform, onPrem: OnPrem, team: Team): readonly StoreGrant[] {
  const sets = platform.datasets.filter((set) => set.classification === "restricted" && set.teams.includes(team.name));
  const models = modelsOf(platform, team).filter((model) => isRestrictedModel(platform, model));
  const isOpen = (name: string) =>
    !platform.models.some((one) => one.name === name && isRestrictedModel(platform, one));
  const written = [
    ...ownFolders(team).map((folder) => `checkpoints/${folder}`),
    ...names(models).map((model) => `models/${model}`),
  ];
  return [
    { may: "reads", purpose: "datasets", prefixes: openSets(platform, onPrem, team) },
    { may: "reads", purpose: "models", prefixes: batchModels(platform, team, [], true).filter(isOpen) },
    {
      may: "reads",
      purpose: "restricted",
      prefixes: [
        ...names(sets).map((set) => `datasets/${set}`),
        ...batchModels(platform, team, models, true).flatMap((model) => (isOpen(model) ? [] : [`models/${model}`])),
      ],
    },
    { may: "writes", purpose: "restricted", prefixes: written },
  ];
}

/** Open models share one identity; each deployment of a restricted one has its own, which reads that model alone. */
function servedModels(platform: Platform): readonly StoreIdentity[] {
  const namespace = inferenceNamespace(platform);
  const served = platform.deployments
    .filter(({ side }) => side === "onPrem")
    .flatMap((deployment) => {
      const model = platform.models.find(({ name }) => name === deployment.model);
      return model ? [{ deployment: deployment.name, model }] : [];
    });
  const open = served.filter(({ model }) => !isRestrictedModel(platform, model)).map(({ model }) => model.name);
  return [
    {
      namespace,
      secret: objectStoreSecret(namespace),
      user: namespace,
      grants: [{ may: "reads", purpose: "models", prefixes: [...new Set(open)].sort() }],
    },
    ...served
      .filter(({ model }) => isRestrictedModel(platform, model))
      .map(
        ({ deployment, model }): StoreIdentity => ({
          namespace,
          secret: deploymentObjectStoreSecret(deployment),
          // no namespace has a dot.
          user: `deployment.${deployment}`,
          grants: [{ may: "reads", purpose: "restricted", prefixes: [`models/${model.name}`] }],
        }),
      ),
  ];
}

/** What goes to the cloud is read, what comes from there is written; of datasets nothing is deleted. */
function copyGrants(platform: Platform): readonly StoreGrant[] {
  const models = (side: Side) => keptCopies(platform).flatMap(({ model, to }) => (to === side ? [model] : []));
  const datasets = (side: Side) => datasetCopies(platform).flatMap(({ dataset, to }) => (to === side ? [dataset] : []));
  return [
    { may: "reads", purpose: "models", prefixes: models("cloud") },
    { may: "reads", purpose: "datasets", prefixes: datasets("cloud") },
    { may: "writes", purpose: "models", prefixes: models("onPrem") },
    { may: "adds", purpose: "datasets", prefixes: datasets("onPrem") },
  ];
}

/** Datasets of a team that may be on-prem and are not restricted. */
function openSets({ datasets }: Platform, { jurisdiction }: OnPrem, team: Team): readonly string[] {
  return names(
    datasets.filter(
      (set) =>
        set.classification !== "restricted" &&
        set.teams.includes(team.name) &&
        obstacle(datasetHandling(set), jurisdiction, true) === undefined,
    ),
  );
}

function modelsOf({ runs, models }: Platform, team: Team): readonly Model[] {
  const produced = new Set(runs.filter((run) => run.team === team.name).map(({ produces }) => produces));
  return models.filter(({ name }) => produced.has(name));
}

/** Models that a team's batches run on-prem, beside those that it writes; in its restricted namespace, or outside of it. */
function batchModels(
  platform: Platform,
  team: Team,
  written: readonly Model[],
  restricted: boolean,
): readonly string[] {
  const run = platform.batches.filter((batch) => {
    const { model, dataset } = isRestrictedBatch(platform, batch);
    const here = placeBatch(platform, batch).place?.side === "onPrem";
    return batch.team === team.name && here && (model || dataset) === restricted;
  });
  const known = new Set(names(written));
  return [...new Set(run.map(({ model }) => model))].filter((model) => !known.has(model)).sort();
}

function isRestrictedModel(platform: Platform, model: Model): boolean {
  return modelHandling(platform, model).classification === "restricted";
}

/** What a team's runs kept under its former name is theirs still. */
function ownFolders({ name, formerly }: Team): readonly string[] {
  return [name, ...(formerly === undefined ? [] : [formerly])];
}

function names(things: readonly Pick<Dataset | Model, "name">[]): readonly string[] {
  return things.map(({ name }) => name);
}
