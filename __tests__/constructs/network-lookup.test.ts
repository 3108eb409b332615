import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { KeyLookup } from "../../constructs/key-lookup";
import { NetworkLookup } from "../../constructs/network-lookup";

function synthesized() {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "aws", { region: "eu-north-1" });
  const network = new NetworkLookup(stack, "network", { vpcName: "acme-vpc" });
  for (const letter of ["a", "b", "a"]) network.subnetId(`acme-nodes-eu-north-1${letter}`);
  new KeyLookup(stack, "key", { alias: "alias/acme-data" });
  return JSON.parse(Testing.synth(stack, true));
}

describe("look-ups of what another state made", () => {
  test("wait for a marker that changes once, so that the first plan needs nothing of the other state", () => {
    const file = synthesized();
    const lookups = [...Object.values(file.data.aws_vpc), ...Object.values(file.data.aws_subnet)] as {
      depends_on: string[];
    }[];
    const markers = Object.values(file.resource.terraform_data);
    expect(lookups).toHaveLength(3);
    for (const lookup of lookups)
      expect(lookup.depends_on).toEqual([expect.stringMatching(/^terraform_data\.network_first-apply_/)]);
    expect(markers).toHaveLength(2);
    for (const marker of markers as { input?: unknown; triggers_replace?: unknown }[])
      expect([marker.input, marker.triggers_replace]).toEqual([undefined, undefined]);
  });

  test("find the VPC and its subnets by their names, each once", () => {
    const file = synthesized();
    expect(Object.keys(file.data.aws_subnet)).toHaveLength(2);
    expect(file.data.aws_vpc.network.filter).toEqual([{ name: "tag:Name", values: ["acme-vpc"] }]);
    for (const subnet of Object.values(file.data.aws_subnet) as { vpc_id: string }[])
      expect(subnet.vpc_id).toBe("${data.aws_vpc.network.id}");
    expect(file.data.aws_kms_alias.key.name).toBe("alias/acme-data");
  });
});
