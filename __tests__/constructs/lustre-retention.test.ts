import { TerraformStack, Testing } from "cdktf";
import { LustreRetention } from "../../constructs/lustre-retention";

test("a file system of the platform that is no longer declared stops the plan, and the message says what to do", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  new LustreRetention(stack, "lustre", {
    name: "acme-lustre",
    platformTag: { key: "gpu.platform/name", value: "acme" },
    remedy: "put cloud.storage.lustre back",
  });
  const found = JSON.parse(Testing.synth(stack)).data.aws_resourcegroupstaggingapi_resources.lustre;
  expect(found).toMatchObject({
    resource_type_filters: ["fsx:file-system"],
    tag_filter: [
      { key: "gpu.platform/name", values: ["acme"] },
      { key: "Name", values: ["acme-lustre"] },
    ],
    lifecycle: {
      postcondition: [
        {
          condition: "${length(self.resource_tag_mapping_list) == 0}",
          error_message:
            '${join(", ", self.resource_tag_mapping_list[*].resource_arn)} would be destroyed, with all files that are not in the buckets; put cloud.storage.lustre back',
        },
      ],
    },
  });
});
