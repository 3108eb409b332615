import { join } from "node:path";
import type { Emulator } from "../../sandbox/aws/emulator";
import { exampleText } from "../platforms";
import { soundPlatform } from "../states";
import { emulatorOf, inScratch, type Plan, Workspace } from "./terraform";

/** The example, its state in files; a team and a pool with other names where told. */
function platform(change: (text: string) => string) {
  const text = exampleText((file) => {
    file.state = { local: {} };
  });
  return soundPlatform(change(text));
}

const AFTER = (text: string) =>
  text
    .replaceAll("oidc:vision", "oidc:<keep>")
    .replaceAll("role/vision", "role/<keep>")
    .replaceAll(/\bh100\b/g, "hopper")
    .replaceAll(/\bvision\b/g, "sight")
    .replaceAll("<keep>", "vision")
    .replace(/^( *)- name: hopper$/m, "$1- name: hopper\n$1  formerly: h100")
    .replace(/^( *)- name: sight$/m, "$1- name: sight\n$1  formerly: vision");

test("a pool and a team with other names: the plan of cloud-burst moves what they have, and destroys but the old namespace's association", async () => {
  await inScratch(async (folder) => {
    let emulator: Emulator | undefined;
    try {
      const before = platform((text) => text);
      emulator = await emulatorOf(before, join(folder, "emulator"));
      const workspace = await Workspace.of(before, join(folder, "example"), emulator);
      for (const stack of ["cloud-foundation", "cloud-burst"]) {
        await workspace.plan(stack);
        await workspace.apply(stack);
      }
      const renamed = await Workspace.of(platform(AFTER), join(folder, "example"), emulator);
      const plan = JSON.parse(await renamed.plan("cloud-burst")) as Plan;
      const acted = plan.resource_changes
        .filter(
          ({ mode, change, previous_address }) =>
            mode === "managed" && (previous_address !== undefined || change.actions.join() !== "no-op"),
        )
        .map(({ address, previous_address, change }) =>
          `${change.actions.join("+")} ${previous_address === undefined ? "" : `${previous_address} → `}${address}`.replaceAll(
            /_[0-9A-F]{8}/g,
            "",
          ),
        );
      expect(acted.sort()).toEqual([
        "create aws_eks_pod_identity_association.teams_sight",
        "delete aws_eks_pod_identity_association.teams_vision",
        "no-op aws_placement_group.placement_h100 → aws_placement_group.placement_hopper",
        "update aws_eks_access_entry.access_vision",
        "update aws_iam_role.teams_vision_role → aws_iam_role.teams_sight_role",
        "update aws_iam_role_policy.teams_vision_policy → aws_iam_role_policy.teams_sight_policy",
      ]);
      await renamed.apply("cloud-burst");
      const again = JSON.parse(await renamed.plan("cloud-burst")) as Plan;
      expect(
        again.resource_changes.filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op"),
      ).toEqual([]);
    } finally {
      await emulator?.stop();
    }
  });
});
