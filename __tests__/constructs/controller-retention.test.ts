import { TerraformStack, Testing } from "cdktf";
import { ControllerRetention } from "../../constructs/controller-retention";

test("objects that only the missing controller can end stop the plan, where the cluster knows their kind", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  new ControllerRetention(stack, "keda", {
    controller: "KEDA",
    kinds: [{ apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject" }],
    namespace: "acme-inference",
    remedy: "deploy what is served first",
  });
  const looked: Record<string, object> = JSON.parse(Testing.synth(stack)).data.kubernetes_resources;
  const [[api, kind] = [], [, objects] = []] = Object.entries(looked);
  expect(kind).toEqual({
    api_version: "apiregistration.k8s.io/v1",
    kind: "APIService",
    field_selector: "metadata.name=v1alpha1.keda.sh",
  });
  expect(objects).toEqual({
    api_version: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    namespace: "acme-inference",
    count: `\${length(data.kubernetes_resources.${api}.objects)}`,
    lifecycle: {
      postcondition: [
        {
          condition: "${length(self.objects) == 0}",
          error_message:
            '${join(", ", [for one in self.objects : "ScaledObject acme-inference/${one.metadata.name}"])} cannot end without KEDA, which this plan takes away; deploy what is served first',
        },
      ],
    },
  });
});
