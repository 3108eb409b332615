import { placesAsText } from "../../cli/place-text";
import { explainBatch } from "../../placement/explain";
import { NIGHTLY } from "../nightly";
import { examplePlatform } from "../platforms";

test("a batch says where it goes, how often, and what each step said", () => {
  const platform = examplePlatform((file) => {
    (file.deployments as object[]).push(NIGHTLY);
  });
  const batches = platform.batches.map((batch) => explainBatch(platform, batch));
  expect(placesAsText({ notices: [], runs: [], batches, models: [] }).split("\n")).toEqual([
    "batch nightly of vision goes to cloud: l4, 30.4 times a month",
    "  + on-prem, fit: fits lab, bench",
    "  + cloud, fit: fits l4, h100",
    "  + cloud, money: an hour of l4 costs 0.85 USD, an hour of lab costs 1.10 USD",
    "",
  ]);
});
