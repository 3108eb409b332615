import { FirstApply } from "../../constructs/first-apply";
import { byAddress, synthStack } from "../synth";

describe("FirstApply", () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  test("is terraform_data without input", () => {
    const held = byAddress(synthStack((stack) => new FirstApply(stack, "first-apply")));
    expect(Object.keys(held)).toEqual(["terraform_data.first-apply"]);
    expect(held["terraform_data.first-apply"]).not.toHaveProperty("input");
  });

  test("synthesizes where Terraform is not installed", () => {
    process.env.PATH = "";
    expect(() => synthStack((stack) => new FirstApply(stack, "first-apply"))).not.toThrow();
  });
});
