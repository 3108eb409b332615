import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { EXISTING } from "../../spec/schema/on-prem";
import { CLIENT_LABEL, ENTRANCE_NAMESPACES, INTERCEPTOR } from "../../spec/serving-names";
import { byAddress, helmValues, type Resource, resource } from "../kubernetes-synth";
import { examplePlatform, onPremOnly } from "../platforms";
import { stackText, synthesized } from "../states";

const PAGE = readFileSync(join(__dirname, "..", "..", "docs", "existing.md"), "utf8");

/** What the page tells others to set. */
function told(info: string): Resource {
  const [, body] = new RegExp(`^\`\`\`yaml ${info}\n([\\s\\S]*?)^\`\`\`$`, "m").exec(PAGE) ?? [];
  if (body === undefined) throw new Error(`the page has no block ${info}`);
  return parse(body);
}

function values(platform: Parameters<typeof synthesized>[0], release: string): Resource {
  return helmValues(resource(byAddress(stackText(synthesized(platform), "on-prem")), "helm_release", release));
}

function kueueSettings(platform: Parameters<typeof synthesized>[0]): Resource {
  return parse(values(platform, "kueue").managerConfig.controllerManagerConfigYaml);
}

const example = examplePlatform();

describe("what must be set in a cluster that has it already", () => {
  test("is of Kueue what the platform's own release sets", () => {
    expect(kueueSettings(example)).toMatchObject(told("kueue"));
    const { multiKueue: _, waitForPodsReady, ...rest } = told("kueue");
    const alone = kueueSettings(onPremOnly());
    expect(alone).toMatchObject({ ...rest, waitForPodsReady: { ...waitForPodsReady, timeout: "10m" } });
    expect(alone).not.toHaveProperty("multiKueue");
  });

  test("is of the GPU operator what the platform's own release sets", () => {
    const sliced = examplePlatform((file) => {
      const onPrem = file.onPrem as { pools: Record<string, unknown>[] };
      onPrem.pools = onPrem.pools.map((pool) =>
        pool.name === "bench" ? { ...pool, sharing: { timeSlices: 4 } } : pool,
      );
    });
    const parsed = (all: Resource): Resource => {
      const { config } = all.devicePlugin;
      const data = Object.fromEntries(Object.entries<string>(config.data).map(([name, text]) => [name, parse(text)]));
      return { ...all, devicePlugin: { config: { ...config, data } } };
    };
    expect(parsed(values(sliced, "gpu-operator"))).toMatchObject(parsed(told("gpu-operator")));
  });

  test("names what models count on of a gateway, of KEDA and of Prometheus", () => {
    const { key, value } = CLIENT_LABEL;
    for (const word of ["GatewayClass", `${key}: "${value}"`, INTERCEPTOR.service, ...ENTRANCE_NAMESPACES.slice(1)])
      expect([word, PAGE.includes(word)]).toEqual([word, true]);
  });

  test("speaks of everything that the file may name", () => {
    for (const word of EXISTING) expect([word, PAGE.includes(`\`${word}\``)]).toEqual([word, true]);
  });
});
