import { otherFiles } from "../../../review/plan/other-files";
import { readPlan } from "../../../review/plan/plan-file";
import { readSynthesized } from "../../../review/synthesized-state";

const FILE = {
  aws_vpc: {
    network: {
      cidr_block: "10.60.0.0/16",
      tags: { Name: "acme" },
      owner: "${data.aws_x.y.id}",
      price: "$${x}",
      count_of: 1,
    },
  },
  aws_group: { a: { rule: [{ port: 1 }], block: { on: true } } },
};

function plan(resources: readonly object[]) {
  const text = { format_version: "1.2", resource_changes: [], configuration: { root_module: { resources } } };
  return readPlan("cloud-foundation", "plan.json", JSON.stringify(text));
}

const VPC = {
  address: "aws_vpc.network",
  mode: "managed",
  expressions: {
    cidr_block: { constant_value: "10.60.0.0/16" },
    tags: { constant_value: { Name: "acme" } },
    owner: { references: ["data.aws_x.y.id"] },
    price: { constant_value: "${x}" },
    count_of: { constant_value: "1" },
  },
};
const GROUP = {
  address: "aws_group.a",
  mode: "managed",
  expressions: { rule: [{ port: { constant_value: 1 } }], block: [{ on: { constant_value: true } }] },
};
const state = readSynthesized("cloud-foundation", [], JSON.stringify({ resource: FILE }));

test("a plan of the very file has no difference: templates and blocks are read as Terraform reads them", () => {
  expect(otherFiles(plan([VPC, GROUP, { address: "data.aws_x.y", mode: "data" }]), state)).toEqual([]);
});

test("a plan without its configuration is not doubted", () => {
  expect(
    otherFiles(readPlan("cloud-foundation", "p", '{"format_version":"1.2","resource_changes":[]}'), state),
  ).toEqual([]);
});

test.each<[string, readonly object[], string[]]>([
  [
    "another constant",
    [{ ...VPC, expressions: { ...VPC.expressions, cidr_block: { constant_value: "10.64.0.0/16" } } }, GROUP],
    ["aws_vpc.network.cidr_block"],
  ],
  [
    "another value in a block",
    [VPC, { ...GROUP, expressions: { rule: [{ port: { constant_value: 2 } }] } }],
    ["aws_group.a.rule[0].port"],
  ],
  [
    "an object more",
    [VPC, GROUP, { address: "aws_vpc.other", mode: "managed" }],
    ["aws_vpc.other is in the plan alone"],
  ],
  ["an object less", [VPC], ["aws_group.a is not in the plan"]],
  [
    "many",
    ["a", "b", "c", "d"].map((name) => ({ address: `x.${name}`, mode: "managed" })),
    ["x.a is in the plan alone", "x.b is in the plan alone", "x.c is in the plan alone", "and 3 more"],
  ],
])("a plan of other files: %s", (_, resources, said) => {
  expect(otherFiles(plan(resources), state)).toEqual(said);
});
