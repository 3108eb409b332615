import { EKS_VERSIONS } from "../../catalog/eks";
import { serverImage } from "../../catalog/servers";
import { CACHED_REGISTRIES } from "../names";
import type { Facts, Finding, Rule } from "../rule";
import { listed } from "./wording";

const DAY_MS = 24 * 60 * 60 * 1000;
/** An upgrade is planned in a quarter, not in a week. */
const NOTICE_DAYS = 90;

/** What works today and will not for long, or only at a price. */
export const UPKEEP_RULES: readonly Rule[] = [
  { id: "kubernetes-ended", severity: "error", needs: [], check: versionEnded },
  { id: "kubernetes-ending", severity: "warning", needs: [], check: versionEnding },
  {
    id: "budget-alert-late",
    severity: "warning",
    needs: [],
    check: ({ file }) => {
      const percents = file.cloud?.budget?.alertPercents;
      if (!percents || percents.some((percent) => percent < 100)) return [];
      const path = ["cloud", "budget", "alertPercents"];
      return [
        {
          path,
          found: `has none below 100, but ${listed(percents.map(String))}: they warn when the budget is spent`,
          fix: "add one below 100",
        },
      ];
    },
  },
  { id: "image-unreachable", severity: "warning", needs: ["cloud.account", "cloud.region"], check: unreachableImages },
  {
    id: "team-without-members",
    severity: "warning",
    needs: [],
    check: ({ file }) =>
      file.teams.flatMap(({ groups, roleArns }, index): Finding[] =>
        groups.length > 0 || roleArns.length > 0
          ? []
          : [
              {
                path: ["teams", index],
                found: "has neither groups nor roleArns: nobody can use it",
                fix: "add groups",
              },
            ],
      ),
  },
];

function versionOf({ file }: Facts) {
  return file.cloud && EKS_VERSIONS[file.cloud.kubernetes.version];
}

const VERSION_PATH = ["cloud", "kubernetes", "version"];

function versionEnded(facts: Facts): readonly Finding[] {
  const version = versionOf(facts);
  if (!version || Date.parse(version.extendedSupportEnds) > facts.now.getTime()) return [];
  return [
    {
      path: VERSION_PATH,
      found: `${version.version} has ended on EKS on ${version.extendedSupportEnds}: AWS upgrades such clusters by itself`,
      fix: "use a newer version",
    },
  ];
}

function versionEnding(facts: Facts): readonly Finding[] {
  const version = versionOf(facts);
  if (!version) return [];
  const ends = Date.parse(version.standardSupportEnds);
  const now = facts.now.getTime();
  if (Date.parse(version.extendedSupportEnds) <= now || ends - now > NOTICE_DAYS * DAY_MS) return [];
  const tense = ends <= now ? "ended" : "ends";
  return [
    {
      path: VERSION_PATH,
      found: `${version.version}: EKS's standard support ${tense} on ${version.standardSupportEnds}; from then on the cluster costs the extended price`,
      fix: "plan the upgrade",
    },
  ];
}

/** Nodes without a way out pull from the account's own registry, and what it caches. */
function unreachableImages({ file }: Facts): readonly Finding[] {
  const { cloud } = file;
  if (cloud?.network.egress !== "none") return [];
  const own = `${cloud.account}.dkr.ecr.${cloud.region}.`;
  const unreachable = (image: string) => !image.startsWith(own);
  const cached = Object.values(CACHED_REGISTRIES) as readonly string[];
  return [
    ...file.runs.flatMap(({ image, side }, index): Finding[] =>
      side === "onPrem" || !unreachable(image)
        ? []
        : [
            {
              path: ["runs", index, "image"],
              found: `${image.split("@")[0]} cannot be pulled in the cloud, where cloud.network.egress is none`,
              fix: `push it to the account's own registry (${own}…), or set side: onPrem`,
            },
          ],
    ),
    ...file.deployments.flatMap(({ model: name, side }, index): Finding[] => {
      const model = file.models.find((one) => one.name === name);
      const image = model && (serverImage(model.server)?.repository ?? model.image?.split("@")[0]);
      if (side !== "cloud" || image === undefined || !unreachable(image) || cached.includes(image.split("/")[0] ?? ""))
        return [];
      return [
        {
          path: ["deployments", index, "side"],
          found: `is cloud, and ${image} cannot be pulled there: cloud.network.egress is none`,
          fix: "use nat or natPerZone, or serve it on-prem",
        },
      ];
    }),
  ];
}
