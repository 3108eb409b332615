import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CATALOG, type CatalogRows, extendCatalog } from "../../catalog/catalog";
import { migConfiguration } from "../../catalog/mig";
import { pricePerGpuHour } from "../../catalog/prices";

const ROOT = join(__dirname, "..", "..");
const PAGE = readFileSync(join(ROOT, "docs", "catalog.md"), "utf8");

test("the page's example of a platform file's rows extends the catalog", () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? "";
  const extended = extendCatalog(CATALOG, parse(example) as CatalogRows);
  const type = extended.instanceType("p7-r100.48xlarge");
  const gpu = extended.gpu(type?.gpu ?? "");
  expect(type && pricePerGpuHour(type, "eu-north-1", "onDemand")).toBe(23.75);
  expect(gpu && migConfiguration(gpu, "all-1g.48gb")).toEqual({
    name: "all-1g.48gb",
    profile: "1g.48gb",
    unitsPerGpu: 7,
    memoryGiB: 48,
    resourceName: "nvidia.com/mig-1g.48gb",
  });
});

test("the page names files that exist, and every file that holds facts", () => {
  const files = readdirSync(join(ROOT, "catalog"));
  const named = [...PAGE.matchAll(/`(?:catalog\/)?([a-z-]+\.ts)`/g)].map(([, file]) => file);
  // how facts are written and looked up, rather than facts.
  const machinery = ["by-region.ts", "catalog.ts", "instance-family.ts", "instance-types.ts", "prices.ts", "table.ts"];
  expect(named.filter((file) => !files.includes(file ?? ""))).toEqual([]);
  expect(files.filter((file) => !named.includes(file) && !machinery.includes(file))).toEqual([]);
});
