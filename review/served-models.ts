import { rolloutOf, rolloutWords } from "../placement/rollout";
import { byNumber } from "../spec/order";
import type { Deployment, Model, Platform } from "../spec/platform";
import { sharesOf } from "../spec/replica-shares";
import { SIDE_LABELS, SIDE_PLACES } from "../spec/side-words";
import { type PlatformText, pathOf } from "./platform-text";
import type { Finding } from "./report";
import { differences } from "./served-content";

/** What a change does to what is served: traffic, replicas and GPUs, in words. Nothing where there is no older file. */
export function servedModels(base: PlatformText | undefined, head: PlatformText): readonly Finding[] {
  if (!base) return [];
  const before = new Map(base.platform.deployments.map((one) => [one.name, one]));
  return [
    ...head.platform.deployments.flatMap((now) => {
      const old = before.get(now.formerly ?? "") ?? before.get(now.name);
      return old ? [...changed(head, old, now), ...ofSameName(base, head, old, now)] : added(head, now);
    }),
    ...base.platform.deployments.flatMap((old) => removed(base, head, old)),
    ...head.platform.models.flatMap((model) => lostVersions(base, head, model)),
  ];
}

/** True for what {@link servedModels} finds. */
export function tellsServed({ rule }: Pick<Finding, "rule">): boolean {
  return rule.startsWith("served-model-") || rule === "rollback-version-removed";
}

/** A finding at a key of a deployment. */
interface Said extends Pick<Finding, "rule" | "level" | "title" | "advice"> {
  readonly key: string;
}

function findingsOf(head: PlatformText, name: string, said: readonly Said[]): readonly Finding[] {
  return said.map(({ key, title, ...rest }) => ({
    ...rest,
    title: `${name}: ${title}`,
    ...head.place([...pathOf(head, "deployments", name), key]),
  }));
}

function added(head: PlatformText, now: Deployment): readonly Finding[] {
  const { replicas, version, model, canary } = now;
  const first = replicas.min === 0 ? "no replica until a request comes" : `${replicas.min} to ${replicas.max} replicas`;
  const title = `${model} ${version} is served ${placeWords(now)} from now on, ${first}, ${unitsWords(head.platform, now, replicas.max)} at most`;
  return findingsOf(head, now.name, [
    { rule: "served-model-added", level: "note", title, key: "name" },
    ...(canary ? [trial(head.platform, now, canary)] : []),
  ]);
}

function removed(base: PlatformText, head: PlatformText, old: Deployment): readonly Finding[] {
  const kept = head.platform.deployments.some(({ name, formerly }) => name === old.name || formerly === old.name);
  if (kept) return [];
  const other = head.platform.deployments.find(({ host }) => host !== undefined && host === old.host);
  const title = `${old.name}: ${old.model} ${old.version} is no longer served ${placeWords(old)}; its replicas finish what they have begun, and ${unitsWords(base.platform, old, old.replicas.max)} are free`;
  return [
    {
      rule: "served-model-removed",
      level: "look",
      title,
      advice: other ? `${other.name} answers at ${old.host}` : "point its clients elsewhere first",
      ...head.place(["deployments"]),
    },
  ];
}

function changed(head: PlatformText, old: Deployment, now: Deployment): readonly Finding[] {
  if (old.side !== now.side || old.pool !== now.pool)
    return findingsOf(head, now.name, [moved(head.platform, old, now)]);
  const trialChange = ofTrial(head.platform, old, now);
  return findingsOf(head, now.name, [
    ...(old.version === now.version && old.model === now.model ? [] : [updated(head.platform, old, now)]),
    ...(trialChange ? [trialChange] : []),
    ...scaled(head.platform, old, now),
  ]);
}

function moved(platform: Platform, old: Deployment, now: Deployment): Said {
  const { startMin } = rolloutOf(platform, now);
  const gap =
    old.side === now.side
      ? "its replicas are replaced like those of a new version"
      : `its replicas ${SIDE_PLACES[old.side]} end while those ${SIDE_PLACES[now.side]} start, and neither waits: up to ${startMin} minutes without an answer, and its address inside the cluster is another cluster's`;
  const units = `${unitsWords(platform, now, now.replicas.max)} at most instead of ${unitsWords(platform, old, old.replicas.max)}`;
  const rule = { rule: "served-model-moved", level: "look" } as const;
  const title = `moves from ${placeOf(old)} to ${placeOf(now)}: ${gap}; ${units}`;
  return old.side === now.side
    ? { ...rule, title, key: "pool" }
    : {
        ...rule,
        title,
        key: "side",
        advice: "to move without a gap, add a second deployment there, point clients at it, and remove this one after",
      };
}

function updated(platform: Platform, old: Deployment, now: Deployment): Said {
  const promoted = old.canary?.version === now.version;
  const back = old.model === now.model && byNumber(now.version, old.version) < 0;
  const what = promoted
    ? `${now.version} is promoted and gets all requests`
    : back
      ? `goes back from ${old.version} to ${now.version}`
      : `goes from ${old.model === now.model ? "" : `${old.model} `}${old.version} to ${old.model === now.model ? "" : `${now.model} `}${now.version}`;
  const { min, max } = sharesOf(now);
  const many =
    min === 0 ? "its replicas, where there are any," : `its ${min === max ? min : `${min} to ${max}`} stable replicas`;
  const rule = promoted ? "served-model-promoted" : back ? "served-model-rolled-back" : "served-model-updated";
  const title = `${what}: ${many} are replaced one by one (${rolloutWords(rolloutOf(platform, now))}); the old ones answer until then`;
  return { rule, level: "note", title, key: "version" };
}

function ofTrial(platform: Platform, old: Deployment, now: Deployment): Said | undefined {
  const [was, is] = [old.canary, now.canary];
  if (is && (was?.version !== is.version || was.percent !== is.percent)) return trial(platform, now, is);
  if (!was || is) return undefined;
  const { canary } = sharesOf(old);
  const end = `the trial of ${was.version} ends: its ${replicasWords(canary)} and ${unitsWords(platform, old, canary)} go`;
  const said = { rule: "served-model-trial-ended", level: "note" } as const;
  return now.version === was.version
    ? { ...said, title: end, key: "version" }
    : { ...said, title: `${end}, and ${now.version} gets all requests again`, key: "name" };
}

function trial(platform: Platform, now: Deployment, { version, percent }: NonNullable<Deployment["canary"]>): Said {
  const { min, canary } = sharesOf(now);
  const share =
    now.host === undefined
      ? `about ${Math.round((100 * canary) / (canary + min))} % of the requests, the share of its ${replicasWords(canary)} of ${canary + min}`
      : `${percent} % of the requests at ${now.host}, on ${replicasWords(canary)}`;
  const title = `${version} gets ${share} (${unitsWords(platform, now, canary)}, within replicas.max); ${now.version} gets the rest`;
  return { rule: "served-model-on-trial", level: "note", title, key: "canary" };
}

function scaled(platform: Platform, old: Deployment, now: Deployment): readonly Said[] {
  const [was, is] = [old.replicas, now.replicas];
  if (was.min === is.min && was.max === is.max) return [];
  const zero =
    is.min === 0 && was.min > 0
      ? `; the last one goes after ten idle minutes, and the first request then waits up to ${rolloutOf(platform, now).startMin} minutes`
      : "";
  const title = `${was.min} to ${was.max} replicas become ${is.min} to ${is.max}, ${unitsWords(platform, now, is.max)} at most${zero}`;
  return [{ rule: "served-model-scaled", level: "note", title, key: "replicas" }];
}

/** What is another although model and version are called as before. */
function ofSameName(base: PlatformText, head: PlatformText, old: Deployment, now: Deployment): readonly Finding[] {
  const model = head.platform.models.find(({ name }) => name === now.model);
  const was = base.platform.models.find(({ name }) => name === old.model);
  if (!model || !was || (was.name !== model.name && was.name !== model.formerly)) return [];
  const before = [old.version, old.canary?.version];
  const both = [now.version, now.canary?.version].filter(
    (version) => version !== undefined && before.includes(version),
  );
  const said = differences(was, model, both);
  if (said.length === 0) return [];
  const replaced = said.some(({ inPods }) => inPods)
    ? `: its replicas are replaced (${rolloutWords(rolloutOf(head.platform, now))})`
    : "";
  return [
    {
      rule: "served-model-changed",
      level: "look",
      title: `${now.name}: ${now.model} is another under the same name: ${said.map(({ words }) => words).join(", ")}${replaced}`,
      advice: "give what is new a version of its own: only then can one go back to the old one by its name",
      ...head.place([...pathOf(head, "models", model.name), said[0]?.key ?? "name"]),
    },
  ];
}

/** Versions that were served, or come before one that is, and that the newer file no longer has. */
function lostVersions(base: PlatformText, head: PlatformText, model: Model): readonly Finding[] {
  const old = base.platform.models.find(({ name }) => name === model.name || name === model.formerly);
  const has = new Set(model.versions.map(({ version }) => version));
  const gone = (old?.versions ?? []).map(({ version }) => version).filter((version) => !has.has(version));
  const served = new Set(
    [...base.platform.deployments, ...head.platform.deployments]
      .filter((one) => one.model === model.name || one.model === old?.name)
      .map(({ version }) => version),
  );
  const before = [...(old?.versions ?? [])].map(({ version }) => version).sort(byNumber);
  return gone
    .filter((version) => served.has(version) || served.has(before[before.indexOf(version) + 1] ?? ""))
    .map((version) => ({
      rule: "rollback-version-removed",
      level: "look" as const,
      title: `model ${model.name}: version ${version} is removed, and ${served.has(version) ? "it was served until now" : "it is the one before what is served"}: going back to it needs this commit reverted, and copies of it on the other side are removed`,
      advice: "keep it until nobody wants to go back",
      ...head.place([...pathOf(head, "models", model.name), "versions"]),
    }));
}

function placeWords(deployment: Deployment): string {
  return `on ${placeOf(deployment)}`;
}

function placeOf({ side, pool }: Deployment): string {
  return `${pool} (${SIDE_LABELS[side]})`;
}

function replicasWords(count: number): string {
  return `${count} replica${count === 1 ? "" : "s"}`;
}

/** What replicas take of their pool. */
function unitsWords(platform: Platform, { side, pool, unitsPerReplica, cpus }: Deployment, replicas: number): string {
  const gpus = platform[side]?.pools.find(({ name }) => name === pool)?.gpus;
  if (!gpus) return `${replicas * cpus} vCPUs of ${pool}`;
  const units = replicas * unitsPerReplica;
  const word = gpus.unit.shared ? "slice" : "GPU";
  return `${units} ${word}${units === 1 ? "" : "s"} of ${pool}`;
}
