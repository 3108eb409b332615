import { runIdPrefix } from "../../jobs/job-set";

describe("run ids", () => {
  test.each([
    ["road", "road-"],
    // 26 characters and a hyphen leave room for Kubernetes' five: 32, the longest version of a model.
    ["abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz-"],
  ])("begin with the name %s", (run, prefix) => {
    expect(runIdPrefix(run)).toBe(prefix);
  });

  test("of names that are too long are cut, and stay apart", () => {
    const one = runIdPrefix("abcdefghijklmnopqrstuvwxyz1");
    const two = runIdPrefix("abcdefghijklmnopqrstuvwxyz2");
    expect(one).toMatch(/^abcdefghijklmnopqrstu-[0-9a-f]{4}-$/);
    expect(one).toHaveLength(27);
    expect(two).not.toBe(one);
  });

  test("never have two hyphens where the cut meets one", () => {
    expect(runIdPrefix("abcdefghijklmnopqrst-vwxyz12")).toMatch(/^abcdefghijklmnopqrst-[0-9a-f]{4}-$/);
  });
});
