import { datasetCopies } from "../../placement/dataset-copies";
import { onPremPurposes } from "../../placement/on-prem-purposes";
import type { Dataset, Platform } from "../../spec/platform";
import { cloudOnly, examplePlatform, onPremOnly, withoutDigits } from "../platforms";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

/** The rules of the platform file refuse what these say: placement must not rely on it. */
const withDatasets = (...datasets: readonly Partial<Dataset>[]): Platform => ({
  ...examplePlatform(),
  datasets: datasets.map((one) => ({
    name: "d",
    sizeGiB: 1,
    home: "onPrem",
    classification: "public",
    teams: [],
    cachedOn: ["cloud"],
    ...one,
  })),
});

describe("copies of datasets", () => {
  test("go where cachedOn says, and nowhere else", () => {
    expect(datasetCopies(examplePlatform())).toEqual([{ dataset: "imagenet", to: "cloud" }]);
    expect(datasetCopies(withDatasets({ home: "cloud", cachedOn: ["onPrem"] }))).toEqual([
      { dataset: "d", to: "onPrem" },
    ]);
    expect(datasetCopies(withDatasets({ cachedOn: [] }, { cachedOn: ["onPrem"] }))).toEqual([]);
  });

  test("are of confidential data, and never of restricted data, to the cloud", () => {
    expect(datasetCopies(withDatasets({ classification: "confidential" }))).toHaveLength(1);
    expect(datasetCopies(withDatasets({ classification: "restricted" }))).toEqual([]);
  });

  test("keep to the residency of the data", () => {
    expect(datasetCopies(withDatasets({ residency: ["DE", "SE"] }))).toHaveLength(1);
    expect(datasetCopies(withDatasets({ residency: ["DE"] }))).toEqual([]);
  });
});

describe("what the on-prem cluster does at AWS", () => {
  test("is copying in the directions in which something may go", () => {
    // a model comes in, a dataset goes out.
    expect(onPremPurposes(examplePlatform())).toEqual(["credential-renewal", "copies-in", "copies-out"]);
    const nothingOut = examplePlatform((file: File) => {
      withoutDigits(file);
      for (const dataset of file.datasets) delete dataset.cachedOn;
    });
    expect(onPremPurposes(nothingOut)).toEqual(["credential-renewal", "copies-in"]);
    expect(onPremPurposes({ ...nothingOut, models: [] })).toEqual(["credential-renewal"]);
  });

  test("is nothing with one side, or without the site's CA", () => {
    const platform = examplePlatform();
    const { certificateAuthority: _, ...unknown } = platform.onPrem ?? {};
    expect(onPremPurposes({ ...platform, onPrem: unknown as Platform["onPrem"] })).toEqual([]);
    expect(onPremPurposes(onPremOnly())).toEqual([]);
    expect(onPremPurposes(cloudOnly())).toEqual([]);
  });
});
