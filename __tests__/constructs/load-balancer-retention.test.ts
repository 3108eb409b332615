import { TerraformStack, Testing } from "cdktf";
import { LoadBalancerRetention } from "../../constructs/load-balancer-retention";

test("a load balancer of the cluster stops the plan that takes away what ends it", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  new LoadBalancerRetention(stack, "kept", { clusterName: "acme-burst", remedy: "deploy what is served first" });
  const { kept } = JSON.parse(Testing.synth(stack)).data.aws_resourcegroupstaggingapi_resources;
  expect(kept).toMatchObject({
    resource_type_filters: ["elasticloadbalancing:loadbalancer", "elasticloadbalancing:targetgroup"],
    tag_filter: [{ key: "elbv2.k8s.aws/cluster", values: ["acme-burst"] }],
  });
  const [{ condition, error_message: message }] = kept.lifecycle.postcondition;
  expect(condition).toBe("${length(self.resource_tag_mapping_list) == 0}");
  expect(message).toBe(
    '${join(", ", self.resource_tag_mapping_list[*].resource_arn)} would never end: this plan takes away what AWS Load Balancer Controller needs for it; deploy what is served first. What has just ended may be found for some minutes more',
  );
});
