import type { Platform } from "../spec/platform";
import { exampleFile, examplePlatform } from "./platforms";

/** What Terraform would evaluate: the content of a file, and a condition. */
export const TEMPLATE = '${file("/etc/hostname")}%{if true}x%{endif}';

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

export const RELEASED = { classification: "public", by: "dpo@acme.example", on: "2026-11-01", reason: "agreed" };

/** Paths of keys of the platform file that take any text, or that take a text of a form that a template has not. */
export const TEXTS: readonly (readonly (string | number)[])[] = [
  ["owner"],
  ["tags", "cost-center"],
  ["tags", TEMPLATE],
  ["onPrem", "kubernetes", "context"],
  ["onPrem", "objectStore", "external", "region"],
  ["onPrem", "registry"],
  ["state", "s3", "region"],
  ["cloud", "budget", "emails", 0],
  ["teams", 1, "groups", 0],
  ["datasets", 0, "name"],
  ["runs", 0, "image"],
  ["models", 0, "released", "by"],
  ["models", 0, "released", "reason"],
  ["deployments", 0, "host"],
];

/** The example's YAML with a template at one path. */
export function fileWithTemplate(path: readonly (string | number)[]): string {
  return exampleFile((file: File) => {
    file.models[0].released = RELEASED;
    const parent = path.slice(0, -1).reduce((value, key) => value[key], file);
    parent[path.at(-1) ?? ""] = TEMPLATE;
  });
}

/** The example with a template wherever it could hold a free text, and state in local files: the loader refuses such a file, so it is changed after loading. */
export function hostilePlatform(template = TEMPLATE): Platform {
  const platform = examplePlatform((file: File) => {
    file.state = { local: {} };
    file.models[0].released = RELEASED;
  });
  const { onPrem, cloud } = platform;
  if (!onPrem || !cloud?.budget || onPrem.objectStore?.kind !== "external")
    throw new Error("the example has lost a side");
  return {
    ...platform,
    owner: `owner ${template}`,
    tags: { ...platform.tags, "cost-center": `tag ${template}` },
    onPrem: {
      ...onPrem,
      kubernetes: { ...onPrem.kubernetes, context: `context ${template}` },
      objectStore: { ...onPrem.objectStore, region: `store ${template}` },
    },
    cloud: { ...cloud, budget: { ...cloud.budget, emails: [`email ${template}`] } },
    teams: platform.teams.map((team) => ({ ...team, groups: [...team.groups, `group ${template}`] })),
    models: platform.models.map((model) => ({
      ...model,
      ...(model.released && { released: { ...model.released, by: `by ${template}`, reason: `reason ${template}` } }),
    })),
  };
}
