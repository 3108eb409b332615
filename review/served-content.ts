import type { Model } from "../spec/platform";

/** One thing that a model is and was not. */
export interface ContentChange {
  /** Key of the model in the platform file. */
  readonly key: string;
  readonly words: string;
  /** True where replicas are made anew for it. */
  readonly inPods: boolean;
}

/** What differs between a model and an older one, in what is served of them: these versions, and how. */
export function differences(
  before: Model,
  after: Model,
  versions: readonly (string | undefined)[],
): readonly ContentChange[] {
  const sums = versions.flatMap((version): ContentChange[] => {
    const [old, now] = [before, after].map((model) => model.versions.find((one) => one.version === version)?.sha256);
    if (old === undefined || now === undefined || old === now) return [];
    return [
      {
        key: "versions",
        words: `the files of version ${version} (sha256 ${short(old)} → ${short(now)})`,
        inPods: true,
      },
    ];
  });
  const plain = (key: string, old: unknown, now: unknown, words: string, inPods: boolean): ContentChange[] =>
    old === now ? [] : [{ key, words: `${words} (${old ?? "none"} → ${now ?? "none"})`, inPods }];
  return [
    ...sums,
    ...plain("server", before.server, after.server, "its server", true),
    ...plain("image", before.image, after.image, "its image", true),
    ...plain("precision", before.precision, after.precision, "its precision", true),
    ...plain(
      "parametersBillions",
      before.parametersBillions,
      after.parametersBillions,
      "its billions of parameters",
      false,
    ),
  ];
}

/** Enough of a sum to tell two apart. */
function short(sum: string): string {
  return `${sum.slice(0, 12)}…`;
}
