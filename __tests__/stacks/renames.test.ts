import type { Platform } from "../../spec/platform";
import { additions, changes } from "../address-changes";
import { exampleText } from "../platforms";
import { soundPlatform, stackText, synthesized } from "../states";

const BEFORE = synthesized(soundPlatform(exampleText()));

/** The example after something has another name at every place that names it. */
function renamed(name: string, to: string, keep: readonly string[] = []): Platform {
  const marked = keep.reduce((text, part, at) => text.replaceAll(part, `<${at}>`), exampleText());
  const text = marked
    .replace(new RegExp(`^( *)- name: ${name}$`, "m"), `$1- name: ${to}\n$1  formerly: ${name}`)
    .replace(new RegExp(`(?<!formerly: )\\b${name}\\b`, "g"), to);
  return soundPlatform(keep.reduce((each, part, at) => each.replaceAll(`<${at}>`, part), text));
}

/** `moved` blocks of a stack, as `from → to`. */
function moves(files: ReadonlyMap<string, string>, stack: string): readonly string[] {
  const { moved = [] } = JSON.parse(stackText(files, stack)) as { moved?: { from: string; to: string }[] };
  return moved.map(({ from, to }) => `${from} → ${to}`);
}

describe("a cloud pool with another name", () => {
  const after = synthesized(renamed("h100", "hopper", ["instanceType"]));

  test("keeps its placement group, at another address", () => {
    expect(moves(after, "cloud-burst")).toEqual([
      expect.stringMatching(/^aws_placement_group\.placement_h100_\w+ → aws_placement_group\.placement_hopper_\w+$/),
    ]);
    const [from = ""] = moves(after, "cloud-burst").map((move) => move.split(" → ")[0]);
    expect(stackText(BEFORE, "cloud-burst")).toContain(from.split(".")[1]);
    expect(JSON.parse(stackText(after, "cloud-burst")).resource.aws_placement_group).toMatchObject({
      [`placement_hopper_${moves(after, "cloud-burst")[0]?.slice(-8)}`]: { name: "acme-h100" },
    });
    expect(stackText(after, "cloud-platform")).toMatch(/placementGroupSelector:\\n +name: acme-h100/);
  });
});

describe("a team with another name", () => {
  const after = synthesized(renamed("vision", "sight", ["oidc:vision", "role/vision"]));

  test("keeps its role in AWS and what the role may do, at other addresses", () => {
    expect(moves(after, "cloud-burst").map((move) => move.replaceAll(/_[0-9A-F]{8}/g, ""))).toEqual([
      "aws_iam_role.teams_vision_role → aws_iam_role.teams_sight_role",
      "aws_iam_role_policy.teams_vision_policy → aws_iam_role_policy.teams_sight_policy",
    ]);
    expect(stackText(after, "cloud-burst")).toContain('"name": "acme-team-vision"');
  });

  test("reaches the checkpoints that it kept under its former name", () => {
    expect(stackText(after, "cloud-burst")).toMatch(/acme-checkpoints-111122223333-eu-north-1\/vision\/\*/);
    expect(stackText(after, "cloud-burst")).toMatch(/acme-checkpoints-111122223333-eu-north-1\/sight\/\*/);
  });

  test("has its association anew, since it is of another namespace", () => {
    expect(additions(BEFORE, after).filter((address) => address.includes("association"))).toHaveLength(1);
  });
});

test("an on-prem pool with another name stands where it stood", () => {
  const after = synthesized(renamed("bench", "whole"));
  expect(additions(BEFORE, after)).toEqual([]);
  expect(changes(BEFORE, after).filter((line) => /^- [\w-]+ \w+\.[\w-]+$/.test(line))).toEqual([]);
});
