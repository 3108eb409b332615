import { CATALOG } from "../../catalog/catalog";
import type { Gpu } from "../../catalog/gpus";
import { migConfiguration, migConfigurationNames } from "../../catalog/mig";

function gpu(name: string): Gpu {
  const found = CATALOG.gpu(name);
  if (!found) throw new Error(`no GPU ${name}`);
  return found;
}

test.each([
  ["a100-40gb", "all-1g.5gb", "1g.5gb", 7, 5, "nvidia.com/mig-1g.5gb"],
  ["a100-40gb", "all-1g.10gb", "1g.10gb", 4, 10, "nvidia.com/mig-1g.10gb"],
  ["a100-80gb", "all-1g.10gb", "1g.10gb", 7, 10, "nvidia.com/mig-1g.10gb"],
  ["a100-80gb", "all-1g.10gb.me", "1g.10gb+me", 1, 10, "nvidia.com/mig-1g.10gb.me"],
  ["h100-80gb", "all-3g.40gb", "3g.40gb", 2, 40, "nvidia.com/mig-3g.40gb"],
  ["h200-141gb", "all-7g.141gb", "7g.141gb", 1, 141, "nvidia.com/mig-7g.141gb"],
  ["b300-288gb", "all-2g.67gb", "2g.67gb", 3, 67, "nvidia.com/mig-2g.67gb"],
  ["a30-24gb", "all-2g.12gb.me", "2g.12gb+me", 1, 12, "nvidia.com/mig-2g.12gb.me"],
  ["rtx-pro-6000-96gb", "all-1g.24gb-me", "1g.24gb-me", 4, 24, "nvidia.com/mig-1g.24gb-me"],
  ["rtx-pro-6000-96gb", "all-1g.24gb.me.all", "1g.24gb+me.all", 1, 24, "nvidia.com/mig-1g.24gb.me.all"],
])("%s takes %s", (name, configuration, profile, unitsPerGpu, memoryGiB, resourceName) => {
  expect(migConfiguration(gpu(name), configuration)).toEqual({
    name: configuration,
    profile,
    unitsPerGpu,
    memoryGiB,
    resourceName,
  });
});

test("all-disabled leaves whole GPUs", () => {
  expect(migConfiguration(gpu("a100-80gb"), "all-disabled")).toEqual({
    name: "all-disabled",
    unitsPerGpu: 1,
    memoryGiB: 80,
    resourceName: "nvidia.com/gpu",
  });
});

test.each([
  ["a100-80gb", "all-balanced", "its slices are of three kinds"],
  ["a100-80gb", "all-enabled", "it makes no slice"],
  ["h200-141gb", "all-1g.10gb", "the profile is another GPU's"],
  ["a100-80gb", "1g.10gb", "a profile is no configuration"],
  ["a100-80gb", "all-1g.10gb+me", "the name is written with a dot"],
  ["a100-80gb", "ALL-1G.10GB", "names are lower case"],
  ["l4-24gb", "all-1g.10gb", "the GPU has no MIG"],
  ["l4-24gb", "all-disabled", "the GPU has no MIG to disable"],
  ["a100-80gb", "__proto__", "it is no name at all"],
])("%s refuses %s: %s", (name, configuration) => {
  expect(migConfiguration(gpu(name), configuration)).toBeUndefined();
});

test("lists the names that a GPU takes, and each is taken", () => {
  const names = migConfigurationNames(gpu("h100-80gb"));
  expect(names).toEqual([
    "all-disabled",
    "all-1g.10gb",
    "all-1g.10gb.me",
    "all-1g.20gb",
    "all-2g.20gb",
    "all-3g.40gb",
    "all-4g.40gb",
    "all-7g.80gb",
  ]);
  expect(names.filter((name) => !migConfiguration(gpu("h100-80gb"), name))).toEqual([]);
  expect(migConfigurationNames(gpu("t4-16gb"))).toEqual([]);
});
