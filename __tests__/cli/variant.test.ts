import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { variantOf, writeVariant } from "../../cli/variant";
import { loadPlatform } from "../../placement/load-platform";
import { renameTeam } from "../../sandbox/drills/aws/renamed-drill";
import { PROJECT } from "../house/sources";
import { testFolder } from "../sandbox/folder";

const EXAMPLE = join(PROJECT, "platforms", "example.yaml");
const NOW = new Date("2026-11-24T00:00:00Z");

describe("a changed copy of the platform file", () => {
  const folder = testFolder();

  test("differs in what was changed alone, and reads what lies beside the file", () => {
    const before = readFileSync(EXAMPLE, "utf8");
    const copy = writeVariant(EXAMPLE, join(folder.path, "variant"), (file) => file.set("allowDestroy", true));
    const [changed, original] = [loadPlatform(copy, NOW).platform, loadPlatform(EXAMPLE, NOW).platform];
    expect(original?.onPrem?.certificateAuthority).toContain("BEGIN CERTIFICATE");
    expect(changed).toEqual({ ...original, allowDestroy: true });
    expect(readFileSync(EXAMPLE, "utf8")).toBe(before);
  });

  test("is told with its problems where the change breaks a rule, and nothing is synthesized", () => {
    const target = join(folder.path, "variant");
    expect(() => variantOf(EXAMPLE, target, (file) => file.setIn(["teams", 0, "name"], "vision"))).toThrow(
      /^the changed platform file has errors\n.*platform\.yaml:\d+:\d+: error /,
    );
    expect(existsSync(join(target, "cdktf.out"))).toBe(false);
  });
});

describe("a team's other name", () => {
  const folder = testFolder();
  const renamed = (formerly: boolean) =>
    loadPlatform(
      writeVariant(EXAMPLE, folder.path, (file) => renameTeam(file, "vision", "sight", formerly)),
      NOW,
    );

  test("is used wherever the file had the old one", () => {
    const { platform, problems } = renamed(false);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(platform?.teams.map(({ name, formerly }) => [name, formerly])).toEqual([
      ["medical", undefined],
      ["sight", undefined],
    ]);
    expect(new Set(platform?.runs.map(({ team }) => team))).toEqual(new Set(["medical", "sight"]));
    expect(JSON.stringify(platform)).not.toContain('"vision"');
  });

  test("says which it was, where it should", () => {
    expect(renamed(true).platform?.teams.find(({ name }) => name === "sight")?.formerly).toBe("vision");
  });
});
