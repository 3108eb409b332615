import { answerLines } from "../../cli/show-answers";
import { copyLines } from "../../cli/show-copies";
import type { Asked } from "../../sandbox/platform/asked-models";
import type { CopiedVersion } from "../../sandbox/platform/copied-versions";

const SINCE = Date.parse("2026-11-28T12:00:00Z");

function copy(more: Partial<CopiedVersion> = {}): CopiedVersion {
  return {
    model: "road-detector",
    version: "7",
    from: "cloud",
    to: "onPrem",
    seconds: 3,
    endedAt: "2026-11-28T12:00:09Z",
    files: 2,
    bytes: 12_345_678,
    asPinned: true,
    ...more,
  };
}

const said = (...copies: readonly CopiedVersion[]) => copyLines(copies, SINCE).join("\n").replace(/ +/g, " ");

describe("copies between the sides", () => {
  test("tell what was sent by this start, in bytes, and what was there before it", () => {
    const text = said(copy(), copy({ version: "6", bytes: 5, endedAt: "2026-11-28T11:59:59Z" }));
    expect(text).toContain("road-detector 7 the cloud on-prem 12,345,678 in 2 files as pinned now, in 3 s");
    expect(text).toContain("road-detector 6 the cloud on-prem 5 in 2 files as pinned before");
    expect(text).toContain("sent 12,345,678 bytes, once a side and version");
  });

  test("say so where nothing had to be sent", () => {
    expect(said(copy({ endedAt: "2026-11-28T11:59:59Z" }))).toContain("nothing was sent: all of it was there");
  });

  test("hide neither a copy that did not come whole nor one with other bytes", () => {
    const text = said(copy({ seconds: undefined, endedAt: undefined, files: 0, bytes: 0, asPinned: false }));
    expect(text).toContain("not as pinned not whole yet");
  });

  test("are simulated where the sandbox has no files to copy", () => {
    expect(said()).toContain("its copy jobs are simulated");
  });
});

describe("answers", () => {
  const asked: Asked = {
    deployment: "digits-fra1",
    side: "onPrem",
    model: "digits",
    version: "digits-1",
    trainedOn: "onPrem",
    expected: [3, 7],
    answered: [3, 7],
    milliseconds: 12,
  };
  const text = (one: Asked) => answerLines([one]).join("\n").replace(/ +/g, " ");

  test("stand beside what the training computed", () => {
    expect(text(asked)).toContain("digits-fra1 on-prem digits digits-1, trained on-prem 3 7 3 7 the same, in 12 ms");
    expect(text({ ...asked, answered: [3, 8] })).toContain("3 7 3 8 not the same");
  });

  test("say why there is none", () => {
    expect(text({ ...asked, answered: undefined, problem: "refused" })).toContain("3 7 refused not the same");
  });
});
