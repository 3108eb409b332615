import type { Construct } from "constructs";
import type { AwsLocation } from "../constructs/arn";
import { readsPrefixes, usesExpressBucket, usesKeyOfS3, writesPrefixes } from "../constructs/bucket-access";
import { loadBalancerStatements } from "../constructs/load-balancer-policy";
import { PodIdentity } from "../constructs/pod-identity";
import type { Statement } from "../constructs/policy-document";
import { placeBatch } from "../placement/place-batch";
import { cloudDatasets, cloudModels } from "../spec/cloud-data";
import {
  type BucketPurpose,
  bucketName,
  clusterName,
  inferenceNamespace,
  keyAlias,
  roleName,
  SERVICE_ACCOUNTS,
  teamNamespace,
  teamRoleName,
} from "../spec/names";
import { hotPath } from "../spec/object-store";
import type { Platform, Team } from "../spec/platform";
import { servingNeeds } from "../spec/serving-needs";
import { cloudOf } from "./aws-provider";

/** The cluster that the identities are for. */
export interface IdentityPlace {
  readonly location: AwsLocation;
  readonly clusterName: string;
  readonly clusterArn: string;
}

/**
 * What each team's runs may touch in the cloud: read the datasets that name the team, keep checkpoints of its own, write the models that its runs produce,
 * read those that it runs by a schedule.
 *
 * Policies allow by list: what is restricted is in no list, so its name is in no file.
 */
export function teamIdentities(scope: Construct, platform: Platform, place: IdentityPlace): void {
  for (const team of platform.teams)
    new PodIdentity(scope, team.name, {
      ...place,
      roleName: teamRoleName(platform, team),
      description: `Runs of team ${team.name}`,
      namespace: teamNamespace(platform, team.name),
      serviceAccount: SERVICE_ACCOUNTS.runs.name,
      statements: teamStatements(platform, team, place.location),
      ...(team.formerly !== undefined && { formerId: team.formerly }),
    });
}

/** What served models may touch in the cloud: read their own versions. */
export function inferenceIdentity(scope: Construct, platform: Platform, place: IdentityPlace): void {
  const { location } = place;
  const served = new Set(platform.deployments.filter(({ side }) => side === "cloud").map(({ model }) => model));
  const prefixes = cloudModels(platform, cloudOf(platform)).flatMap(({ name }) => (served.has(name) ? [name] : []));
  if (prefixes.length === 0) return;
  new PodIdentity(scope, "inference", {
    ...place,
    roleName: roleName(platform, "inference"),
    description: "Served models",
    namespace: inferenceNamespace(platform),
    serviceAccount: SERVICE_ACCOUNTS.inference.name,
    statements: [
      ...readsPrefixes(location, "Models", { bucket: bucketOf(platform, location, "models"), prefixes }),
      usesKeyOfS3(location, keyAlias(platform, "data"), false),
    ],
  });
}

/** What gives the served models' gateway an address, where one of them has a host. */
export function loadBalancerIdentity(scope: Construct, platform: Platform, place: IdentityPlace): void {
  if (!servingNeeds(platform, "cloud").loadBalancer) return;
  const { namespace, name: serviceAccount } = SERVICE_ACCOUNTS.loadBalancer;
  new PodIdentity(scope, "load-balancer", {
    ...place,
    roleName: roleName(platform, "load-balancer"),
    description: "AWS Load Balancer Controller",
    namespace,
    serviceAccount,
    statements: loadBalancerStatements(place.location, clusterName(platform)),
  });
}

function teamStatements(platform: Platform, team: Team, location: AwsLocation): readonly Statement[] {
  const bucket = (purpose: BucketPurpose) => bucketOf(platform, location, purpose);
  const cloud = cloudOf(platform);
  const datasets = cloudDatasets(platform, cloud).filter(({ teams }) => teams.includes(team.name));
  const produced = new Set(platform.runs.filter((run) => run.team === team.name).map(({ produces }) => produces));
  const models = cloudModels(platform, cloud).filter(({ name }) => produced.has(name));
  const run = new Set(
    platform.batches
      .filter((batch) => batch.team === team.name && placeBatch(platform, batch).place?.side === "cloud")
      .map(({ model }) => model),
  );
  const batched = cloudModels(platform, cloud).filter(({ name }) => run.has(name) && !produced.has(name));
  const names = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);
  const hot = team.burst.size > 0 ? hotPath(platform, "cloud", team.name) : undefined;
  return [
    ...readsPrefixes(location, "Datasets", { bucket: bucket("datasets"), prefixes: names(datasets) }),
    // what the team's runs kept under its former name is theirs still.
    ...writesPrefixes(location, "Checkpoints", {
      bucket: bucket("checkpoints"),
      prefixes: [team.name, ...(team.formerly === undefined ? [] : [team.formerly])],
    }),
    ...writesPrefixes(location, "Models", { bucket: bucket("models"), prefixes: names(models) }),
    ...readsPrefixes(location, "BatchModels", { bucket: bucket("models"), prefixes: names(batched) }),
    usesKeyOfS3(location, keyAlias(platform, "data"), true),
    ...(hot === undefined ? [] : [usesExpressBucket(location, hot.bucket)]),
  ];
}

function bucketOf(platform: Platform, { account, region }: AwsLocation, purpose: BucketPurpose): string {
  return bucketName(platform, purpose, account, region);
}
