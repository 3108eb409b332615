import { losses } from "../../review/losses";
import type { ResourceChange } from "../../review/resource-changes";
import { examplePlatform } from "../platforms";
import { UPDATE } from "./update";

test.each<readonly [string, Partial<ResourceChange>, string]>([
  ["no longer configured", { reason: "delete_because_no_resource_config" }, "it is no longer in the configuration"],
  ["no longer in the files", { source: "files" }, "it is no longer in the files"],
  ["left behind", { deposed: "byebyebye" }, "an earlier replacement left it behind"],
  ["asked for by -destroy", {}, "the plan was asked to destroy it"],
])("why something is destroyed: %s", (_, more, why) => {
  const change: ResourceChange = { ...UPDATE, type: "aws_vpc", action: "destroy", before: {}, after: null, ...more };
  expect(losses([change], [], examplePlatform())).toMatchObject([{ why }]);
});
