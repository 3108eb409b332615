import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, type Resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { byAddress, synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

function releases(change?: (file: File) => void): readonly Resource[] {
  const platform = examplePlatform(change);
  if (!platform.onPrem) throw new Error("the example has lost its on-prem side");
  const { onPrem } = platform;
  const all: Record<string, Resource> = byAddress(
    synthPlatformStack((app) => new OnPremStack(app, platform, onPrem, {})),
  );
  return Object.values(all);
}

function values(change?: (file: File) => void): Resource {
  return helmValues(releases(change).find(({ name }) => name === "dataset-copies") ?? {});
}

describe("copies of datasets", () => {
  test("are CronJobs on-prem, with the identity of their direction", () => {
    const { datasets, identities, certificateSecrets, bandwidthLimit } = values();
    expect(datasets).toEqual({
      "dataset-imagenet": {
        dataset: "imagenet",
        direction: "out",
        from: "onprem:acme-datasets/imagenet",
        to: "cloud:acme-datasets-111122223333-eu-north-1/imagenet",
      },
    });
    expect(identities.out).toBe("acme-copies-out-identity");
    expect(certificateSecrets.out).toBe("acme-copies-out-certificate");
    expect(bandwidthLimit).toBe("61035K");
  });

  test("go the other way for what lives in the cloud", () => {
    const { datasets } = values((file) => {
      file.datasets.find((one: File) => one.name === "road-scenes").cachedOn = ["onPrem"];
    });
    expect(datasets["dataset-road-scenes"]).toMatchObject({
      direction: "in",
      from: "cloud:acme-datasets-111122223333-eu-north-1/road-scenes",
      to: "onprem:acme-datasets/road-scenes",
    });
  });

  test("are not there where nothing is kept on the other side", () => {
    const without = releases((file) => {
      for (const dataset of file.datasets) delete dataset.cachedOn;
    });
    expect(without.filter(({ name }) => name === "dataset-copies")).toEqual([]);
  });

  test("go by the link's endpoint where there is a link, whose name AWS alone knows", () => {
    expect(values().stores.cloud.endpointKey).toBe("STORE_ENDPOINT");
    expect(values().stores.onprem.endpointKey).toBeUndefined();
    const { cloud } = values((file) => {
      file.cloud.link = "none";
    }).stores;
    expect(cloud.endpointKey).toBeUndefined();
    expect(cloud.settings).toMatchObject({ PROVIDER: "AWS", REGION: "eu-north-1" });
  });

  test("have values that the chart's schema takes", () => {
    const schema = JSON.parse(
      readFileSync(join(__dirname, "..", "..", "charts", "copies", "values.schema.json"), "utf8"),
    );
    const valid = new Ajv({ allErrors: true }).compile(schema);
    expect([valid(values()), valid.errors]).toEqual([true, null]);
  });

  test("each purpose has a certificate with a name of its own", () => {
    const { certificates } = helmValues(releases().find(({ name }) => name === "certificates") ?? {});
    expect(certificates).toEqual(
      Object.fromEntries(
        ["credential-renewal", "copies-in", "copies-out"].map((purpose) => [
          `acme-${purpose}`,
          { commonName: `acme-${purpose}`, secret: `acme-${purpose}-certificate` },
        ]),
      ),
    );
  });
});
