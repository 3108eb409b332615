import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { Testing } from "cdktf";
import type { Platform } from "../../spec/platform";
import { addStacks } from "../../stacks/add-stacks";
import { helmValues, type Resource } from "../kubernetes-synth";
import { cloudOnly, examplePlatform, onPremOnly } from "../platforms";
import { cloudPool, hybrid, team } from "../pools";
import { resources } from "../synth";

const CHARTS = join(__dirname, "..", "..", "charts");

function schemaOf(chart: string): Resource {
  return JSON.parse(readFileSync(join(CHARTS, chart, "values.schema.json"), "utf8"));
}

function charts(): string[] {
  return readdirSync(CHARTS);
}

/** Releases of the platform's own charts, by chart: the asset's path begins with the address, not with the chart. */
function ownReleases(platform: Platform): Resource[] {
  const app = Testing.app();
  return addStacks(app, platform, {}).flatMap((stack) =>
    resources(Testing.synth(stack, true), "helm_release").filter(({ chart }) => String(chart).startsWith("./")),
  );
}

const KINDS = {
  queues: "flavors",
  pools: "nodePools",
  policies: "namespaceSelector",
  "burst-link": "kubeconfigSecret",
  observability: "monitors",
  "object-store": "buckets",
} as const;

/** Every sort of capacity, nodes that stay up, a team without quota. */
function manySorts(): Platform {
  const { cloud } = hybrid();
  const pools = [
    cloudPool("h100", "p5.48xlarge", {
      minNodes: 1,
      capacity: [{ kind: "reservation", id: "cr-0123456789abcdef0" }, { kind: "onDemand" }],
    }),
    cloudPool("b200", "p6-b200.48xlarge", {
      zones: ["eu-north-1b"],
      capacity: [{ kind: "capacityBlock", id: "cr-0fedcba9876543210", endsAt: "2029-12-20T11:30:00Z" }],
    }),
    ...cloud.pools.slice(1),
  ];
  return hybrid({ cloud: { ...cloud, pools }, teams: [...hybrid().teams, team("audio")] });
}

describe("the platform's own charts", () => {
  test.each(charts())("%s has a schema that knows every key", (chart) => {
    const schema = schemaOf(chart);
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(schema.required));
  });

  test.each([
    ["the example", examplePlatform],
    ["one side on-prem", onPremOnly],
    ["one side in the cloud", cloudOnly],
    ["many sorts of pools", manySorts],
  ])("get values that their schemas take, from %s", (_, platform) => {
    const ajv = new Ajv({ allErrors: true });
    let seen = 0;
    for (const release of ownReleases(platform() as Platform)) {
      const values = helmValues(release);
      for (const [chart, key] of Object.entries(KINDS)) {
        if (!(key in values)) continue;
        const valid = ajv.compile(schemaOf(chart));
        expect([chart, valid(values), valid.errors]).toEqual([chart, true, null]);
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThanOrEqual(2);
  });

  test("use no value that their schema does not have", () => {
    for (const chart of charts()) {
      const known = Object.keys(schemaOf(chart).properties);
      const templates = join(CHARTS, chart, "templates");
      for (const file of readdirSync(templates)) {
        const used = [...readFileSync(join(templates, file), "utf8").matchAll(/\.Values\.(\w+)/g)].map(
          ([, key]) => key,
        );
        expect([file, used.filter((key) => !known.includes(key ?? ""))]).toEqual([file, []]);
      }
    }
  });

  test("emit Kueue's v1beta2 and Karpenter's v1, and no older", () => {
    const versions = charts().flatMap((chart) =>
      readdirSync(join(CHARTS, chart, "templates")).flatMap((file) =>
        [...readFileSync(join(CHARTS, chart, "templates", file), "utf8").matchAll(/apiVersion: (\S+)/g)].map(
          ([, version]) => version,
        ),
      ),
    );
    expect([...new Set(versions.filter((version) => /kueue|karpenter/.test(version ?? "")))].sort()).toEqual([
      "karpenter.k8s.aws/v1",
      "karpenter.sh/v1",
      "karpenter.sh/v1alpha1",
      "kueue.x-k8s.io/v1beta2",
    ]);
  });
});
