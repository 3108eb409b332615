import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { Testing } from "cdktf";
import { addStacks } from "../../stacks/add-stacks";
import { InferenceStack } from "../../stacks/inference";
import { helmValues, type Resource } from "../kubernetes-synth";
import { examplePlatform, withoutDigits } from "../platforms";
import { byAddress, synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

function release(change?: (file: File) => void): Resource | undefined {
  const platform = examplePlatform(change);
  const all: Record<string, Resource> = byAddress(
    synthPlatformStack((app) => new InferenceStack(app, platform, "onPrem", {})),
  );
  return Object.values(all).find(({ name }) => name === "model-copies");
}

function values(change?: (file: File) => void): Resource {
  return helmValues(release(change) ?? {});
}

describe("copies of models between the sides", () => {
  test("are jobs that run on-prem, a version each, by sum", () => {
    const { copies, kept } = values();
    expect(Object.keys(copies)).toEqual(["out/digits/digits-1", "in/road-detector/7"]);
    expect(copies["in/road-detector/7"]).toEqual({
      model: "road-detector",
      version: "7",
      sha256: "8bad7d863f1a1a0c23318cccac84259f124f9f6e466d76d1c7d295a086d4b447",
      direction: "in",
      from: "cloud:acme-models-111122223333-eu-north-1/road-detector",
      to: "onprem:acme-models/road-detector",
    });
    expect(kept).toEqual({
      in: { to: "onprem:acme-models", lines: ["road-detector 7"] },
      out: { to: "cloud:acme-models-111122223333-eu-north-1", lines: ["digits digits-1"] },
    });
    expect(release()?.namespace).toBe("acme-system");
  });

  test("take half of the link", () => {
    expect(values().bandwidthLimit).toBe("61035K");
    const twice = (file: File) => Object.assign(file.cloud.link.vpn, { mbps: 2000 });
    expect(values(twice).bandwidthLimit).toBe("122070K");
  });

  test("show AWS a certificate, and the store on-prem a key that is named, never written", () => {
    const { stores, identities, certificateSecrets } = values();
    expect(certificateSecrets.in).toBe("acme-copies-in-certificate");
    expect(identities.in).toBe("acme-copies-in-identity");
    expect(stores.cloud.settings.ENV_AUTH).toBe("true");
    expect(stores.cloud).not.toHaveProperty("credentialsSecret");
    expect(stores.onprem.credentialsSecret).toBe("acme-system-object-store");
  });

  test("have values that the chart's schema takes", () => {
    const schema = JSON.parse(
      readFileSync(join(__dirname, "..", "..", "charts", "copies", "values.schema.json"), "utf8"),
    );
    const valid = new Ajv({ allErrors: true }).compile(schema);
    expect([valid(values()), valid.errors]).toEqual([true, null]);
  });

  test("leave behind the job that removes copies when nothing is served on the other side any more", () => {
    const unserved = (file: File) => {
      withoutDigits(file);
      file.deployments = file.deployments.filter((one: File) => one.name !== "road-detector-fra1");
    };
    const { copies, kept } = values(unserved);
    expect([copies, kept]).toEqual([{}, { in: { to: "onprem:acme-models", lines: ["road-detector"] } }]);
  });

  test("never name what is restricted", () => {
    const { "//": _, ...rest } = release() ?? {};
    expect(JSON.stringify(rest)).toContain("road-detector");
    expect(JSON.stringify(rest)).not.toMatch(/scan|restricted/);
  });

  test("exist although nothing is served on-prem, and do not without the site's CA", () => {
    const stacks = (change: (file: File) => void) =>
      addStacks(Testing.app(), examplePlatform(change), {}).map(({ stackName }) => stackName);
    // born on-prem, served in the cloud alone.
    const outward = (file: File) => {
      file.deployments = file.deployments.filter((one: File) => one.side === "cloud");
      file.datasets.find((one: File) => one.name === "road-scenes").home = "onPrem";
      for (const run of file.runs) if (run.produces === "road-detector") delete run.produces;
    };
    expect(stacks(outward)).toContain("inference-on-prem");
    expect(
      stacks((file) => {
        outward(file);
        delete file.onPrem.certificateAuthority;
      }),
    ).not.toContain("inference-on-prem");
  });
});
