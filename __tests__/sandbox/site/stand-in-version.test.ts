import { madeUpVersions } from "../../../sandbox/site/made-up-versions";
import { SUMS, sha256, standInVersion } from "../../../sandbox/site/stand-in-version";
import { examplePlatform } from "../../platforms";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

describe("a version that is made up", () => {
  test("is the same each time, another for another version, and lists the sum of each of its files", () => {
    const files = standInVersion("road-detector", "7");
    const list = files[SUMS]?.toString("utf8") ?? "";
    for (const [path, content] of Object.entries(files))
      if (path !== SUMS) expect(list).toContain(`${sha256(content)}  ./${path}\n`);
    expect(standInVersion("road-detector", "7")[SUMS]).toEqual(files[SUMS]);
    expect(standInVersion("road-detector", "8")[SUMS]).not.toEqual(files[SUMS]);
  });

  test("stands for one whose sum the platform file names, and for no other", () => {
    expect(madeUpVersions(examplePlatform())).toEqual([{ model: "road-detector", version: "7" }]);
    const other = examplePlatform((file: File) => {
      file.models.find((one: File) => one.name === "road-detector").versions[0].sha256 = "0".repeat(64);
    });
    expect(madeUpVersions(other)).toEqual([]);
  });
});
