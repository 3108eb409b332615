import { formatPath, type Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import { listsOf } from "./lists";
import { quoted } from "./wording";

/** A name and its place. */
interface Placed {
  readonly value: string;
  readonly path: Path;
}

/** Names and items that stand where they stand already. */
export const DUPLICATE_RULES: readonly Rule[] = [
  {
    id: "duplicate-name",
    severity: "error",
    needs: [],
    check: (facts) =>
      namespacesOf(facts).flatMap((names) =>
        repeated(names, facts).map(({ later, earlier }) => ({
          path: later.path,
          found: `${quoted(later.value)} is also ${formatPath(earlier.path)}`,
          fix: "give each its own name",
        })),
      ),
  },
  {
    id: "duplicate-item",
    severity: "error",
    needs: [],
    check: ({ file }) =>
      listsOf(file).flatMap(({ path, items }) =>
        items.flatMap((item, index): Finding[] =>
          items.indexOf(item) === index
            ? []
            : [{ path: [...path, index], found: `${item} is listed twice`, fix: "remove one of them" }],
        ),
      ),
  },
  {
    id: "node-in-two-pools",
    severity: "error",
    needs: [],
    check: (facts) =>
      repeated(
        (facts.file.onPrem?.pools ?? []).flatMap(({ nodes }, pool) =>
          nodes.map((value, node) => ({ value, path: ["onPrem", "pools", pool, "nodes", node] })),
        ),
        facts,
      ).map(({ later, earlier }) => ({
        path: later.path,
        found: `${quoted(later.value)} is also ${formatPath(earlier.path)}`,
        fix: "list a node once, in one pool",
      })),
  },
];

/** Lists within which a name stands for one thing. */
function namespacesOf({ file }: Facts): readonly (readonly Placed[])[] {
  const named = (items: readonly { readonly name: string }[], ...path: Path): Placed[] =>
    items.map(({ name }, index) => ({ value: name, path: [...path, index, "name"] }));
  return [
    [...named(file.onPrem?.pools ?? [], "onPrem", "pools"), ...named(file.cloud?.pools ?? [], "cloud", "pools")],
    named(file.teams, "teams"),
    named(file.datasets, "datasets"),
    named(file.runs, "runs"),
    named(file.models, "models"),
    ...file.models.map(({ versions }, model) =>
      versions.map(({ version }, index) => ({
        value: version,
        path: ["models", model, "versions", index, "version"],
      })),
    ),
    named(file.deployments, "deployments"),
    named(file.gpus, "gpus"),
    named(file.instanceTypes, "instanceTypes"),
  ];
}

/** Every name that stands after its equal, with the first of them. */
function repeated(
  names: readonly Placed[],
  { isLater }: Facts,
): readonly { readonly later: Placed; readonly earlier: Placed }[] {
  const first = new Map<string, Placed>();
  for (const name of names) {
    const known = first.get(name.value);
    if (!known || isLater(known.path, name.path)) first.set(name.value, name);
  }
  return names.flatMap((later) => {
    const earlier = first.get(later.value);
    return !earlier || earlier === later ? [] : [{ later, earlier }];
  });
}
