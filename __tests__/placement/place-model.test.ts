import { placeModel } from "../../placement/place-model";
import type { Model, Platform } from "../../spec/platform";
import { examplePlatform } from "../platforms";

const EXAMPLE = examplePlatform();

function model(platform: Platform, name: string): Model {
  const found = platform.models.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no model ${name}`);
  return found;
}

describe("placeModel", () => {
  test("a model is born where its run is placed", () => {
    expect(placeModel(EXAMPLE, model(EXAMPLE, "road-detector")).bornOn).toBe("cloud");
    expect(placeModel(EXAMPLE, model(EXAMPLE, "scan-segmenter")).bornOn).toBe("onPrem");
  });

  test("without a run it is born where its data lives, on-prem where that is mixed", () => {
    const noRuns = { ...EXAMPLE, runs: [] };
    expect(placeModel(noRuns, model(EXAMPLE, "road-detector")).bornOn).toBe("cloud");
    const mixed = { ...model(EXAMPLE, "road-detector"), trainedOn: ["imagenet", "road-scenes"] };
    expect(placeModel(noRuns, mixed).bornOn).toBe("onPrem");
  });

  test("a model of restricted data may be on-prem only, unless it is released", () => {
    const segmenter = model(EXAMPLE, "scan-segmenter");
    expect(placeModel(EXAMPLE, segmenter)).toMatchObject({
      allowed: ["onPrem"],
      obstacles: { cloud: "restricted data never leaves on-prem (model scan-segmenter → dataset patient-scans)" },
    });
    const released = {
      ...segmenter,
      released: { classification: "public" as const, by: "dpo@acme.example", on: "2026-11-01", reason: "audited" },
    };
    expect(placeModel(EXAMPLE, released).allowed).toEqual(["onPrem", "cloud"]);
  });
});
