import { keptCopies, modelCopies } from "../../placement/model-copies";
import { examplePlatform, onPremOnly, withoutDigits } from "../platforms";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

const road = (change: (model: File, deployments: File[]) => void) =>
  examplePlatform((file: File) => {
    withoutDigits(file);
    const model = file.models.find((one: File) => one.name === "road-detector");
    model.versions = ["10", "9", "8", "7"].map((version) => ({ version, sha256: version.padStart(64, "0") }));
    change(
      model,
      file.deployments.filter((one: File) => one.model === "road-detector"),
    );
  });

const brought = (platform = examplePlatform()) =>
  modelCopies(platform).map(({ model, version, to }) => [model, version, to]);

describe("copies of models", () => {
  test("go to the side that serves a model which was born on the other, and nowhere else", () => {
    // trained in the cloud, served on both sides.
    expect(brought()).toEqual([
      // trained on-prem, served on both sides.
      ["digits", "digits-1", "cloud"],
      ["road-detector", "7", "onPrem"],
    ]);
    expect(brought(onPremOnly())).toEqual([]);
  });

  test("are of the versions that deployments name, and of the one before each, by number", () => {
    const served = (version: string) =>
      road((_, deployments) => {
        for (const one of deployments) Object.assign(one, { version, canary: undefined });
      });
    expect(brought(served("7")).map(([, version]) => version)).toEqual(["7"]);
    expect(brought(served("10")).map(([, version]) => version)).toEqual(["9", "10"]);
  });

  test("go when no deployment of the side is left", () => {
    const platform = examplePlatform((file: File) => {
      withoutDigits(file);
      file.deployments = file.deployments.filter((one: File) => one.name !== "road-detector-fra1");
    });
    expect(keptCopies(platform)).toContainEqual({ model: "road-detector", to: "onPrem", versions: [] });
    expect(modelCopies(platform)).toEqual([]);
  });

  test("are never made of what is restricted, either way", () => {
    expect(keptCopies(examplePlatform()).map(({ model }) => model)).not.toContain("scan-segmenter");
  });
});
