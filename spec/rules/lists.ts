import type { Path } from "../problem";
import type { PlatformFile } from "../schema/platform-file";

/** A list of the file whose items must differ. */
interface FileList {
  readonly path: Path;
  /** The items, as they stand in messages. */
  readonly items: readonly string[];
}

/** Every list of plain values in the file, but for a run's command and a pool's nodes. */
export function listsOf(file: PlatformFile): readonly FileList[] {
  return [...sideLists(file), ...workLists(file), ...hardwareLists(file)];
}

function list(items: readonly (string | number)[] | undefined, ...path: Path): FileList {
  return { path, items: (items ?? []).map((item) => JSON.stringify(item)) };
}

function sideLists({ onPrem, cloud }: PlatformFile): readonly FileList[] {
  const pools = cloud?.pools ?? [];
  const peers = cloud && cloud.link !== "none" && "vpn" in cloud.link ? cloud.link.vpn.peers : [];
  return [
    list(onPrem?.existing, "onPrem", "existing"),
    list(cloud?.zones, "cloud", "zones"),
    list(cloud?.kubernetes.admins, "cloud", "kubernetes", "admins"),
    list(cloud?.kubernetes.publicAccessCidrs, "cloud", "kubernetes", "publicAccessCidrs"),
    list(
      peers.map(({ ip }) => ip),
      ...["cloud", "link", "vpn", "peers"],
    ),
    list(cloud?.budget?.alertPercents, "cloud", "budget", "alertPercents"),
    list(cloud?.budget?.emails, "cloud", "budget", "emails"),
    ...pools.flatMap(({ zones, capacity }, index) => [
      list(zones, "cloud", "pools", index, "zones"),
      { path: ["cloud", "pools", index, "capacity"], items: [capacity].flat().map((one) => JSON.stringify(one)) },
    ]),
  ];
}

function workLists({ teams, datasets, runs, models }: PlatformFile): readonly FileList[] {
  return [
    ...teams.flatMap(({ groups, roleArns }, index) => [
      list(groups, "teams", index, "groups"),
      list(roleArns, "teams", index, "roleArns"),
    ]),
    ...datasets.flatMap(({ residency, teams: readers, cachedOn }, index) => [
      list(residency, "datasets", index, "residency"),
      list(readers, "datasets", index, "teams"),
      list(cachedOn, "datasets", index, "cachedOn"),
    ]),
    ...runs.map((run, index) => list(run.datasets, "runs", index, "datasets")),
    ...models.map(({ trainedOn }, index) => list(trainedOn, "models", index, "trainedOn")),
  ];
}

function hardwareLists({ gpus, instanceTypes }: PlatformFile): readonly FileList[] {
  return [
    ...gpus.flatMap(({ precisions, productLabels, mig }, index) => [
      list(precisions, "gpus", index, "precisions"),
      list(productLabels, "gpus", index, "productLabels"),
      list(
        mig.map(({ profile }) => profile),
        ...["gpus", index, "mig"],
      ),
    ]),
    ...instanceTypes.flatMap(({ zoneIds }, index) =>
      Object.entries(zoneIds).map(([region, ids]) => list(ids, "instanceTypes", index, "zoneIds", region)),
    ),
  ];
}
