import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatProblem, load, UnreadableFile } from "../../spec/loader";
import { SPEC_RULES } from "../../spec/rules/all";
import { BASE, FILES, fileWith, NOW, problemsOf, sentence } from "./base-file";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loader-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const loaded = (path: string) => load(path, { rules: SPEC_RULES, now: NOW, project: folder });

describe("a file that cannot be read", () => {
  test("fails where it is missing", () => {
    const path = join(folder, "none.yaml");
    expect(() => loaded(path)).toThrow(new UnreadableFile(path, "no such file"));
  });

  test("fails where it is a folder", () => {
    expect(() => loaded(folder)).toThrow(new UnreadableFile(folder, "is a folder, not a platform file"));
  });

  test("fails where it may not be read", () => {
    const path = written("closed.yaml", BASE);
    chmodSync(path, 0o000);
    // an administrator may read everything.
    if (process.getuid?.() === 0) expect(() => loaded(path)).not.toThrow(UnreadableFile);
    else expect(() => loaded(path)).toThrow(new UnreadableFile(path, "cannot be read (EACCES)"));
  });
});

describe("the bytes", () => {
  test("of a file of 1 MiB are read", () => {
    const path = written("large.yaml", `${BASE}#${" ".repeat(1024 * 1024 - Buffer.byteLength(BASE) - 1)}`);
    expect(loaded(path).problems.filter(({ rule }) => rule === "file-size")).toEqual([]);
  });

  test("of a file one byte larger are not", () => {
    const path = written("larger.yaml", `${BASE}#${" ".repeat(1024 * 1024 - Buffer.byteLength(BASE))}`);
    expect(loaded(path).problems.map(formatProblem)).toEqual([
      `${path}:1:1: error file-size: the file has 1048577 bytes; use at most 1048576: a platform file is written by people`,
    ]);
  });

  test("that are no UTF-8 are refused", () => {
    const path = written("latin.yaml", Buffer.from("owner: M\xfcller\n", "latin1"));
    expect(loaded(path).problems.map(formatProblem)).toEqual([
      `${path}:1:1: error file-encoding: the file is not valid UTF-8; save it as UTF-8`,
    ]);
  });

  test.each([
    ["a byte order mark", `\ufeff${BASE}`],
    ["the line ends of Windows", BASE.replaceAll("\n", "\r\n")],
    ["no last line end", BASE.trimEnd()],
  ])("may have %s", (_, text) => {
    expect(problemsOf(text).map(sentence)).toEqual([]);
  });
});

describe("files beside the platform file", () => {
  test("are found from its folder, wherever the program runs", () => {
    mkdirSync(join(folder, "platforms", "pki"), { recursive: true });
    written("platforms/pki/ca.pem", FILES["pki/ca.pem"] ?? "");
    const path = written("platforms/acme.yaml", fileWith("onPrem: { kubernetes: { kubeconfig: kube/acme.yaml } }"));
    const { platform, problems } = loaded(path);
    expect(problems).toEqual([]);
    expect(platform?.onPrem?.certificateAuthority).toBe(FILES["pki/ca.pem"]);
    expect(platform?.onPrem?.kubernetes.kubeconfig).toBe("platforms/kube/acme.yaml");
  });
});

describe("the place of a problem", () => {
  test("is the value's line and column, counted from 1", () => {
    const text = BASE.replace("maxNodes: 4", "maxNodes: 0");
    const line = text.split("\n").findIndex((one) => one.includes("maxNodes: 0"));
    const column = (text.split("\n")[line] ?? "").indexOf("0 }");
    expect(problemsOf(text).map(formatProblem)).toEqual([
      `platform.yaml:${line + 1}:${column + 1}: error out-of-range: cloud.pools[0].maxNodes is 0; use at least 1`,
    ]);
  });

  test("is the key where the key is the mistake", () => {
    expect(problemsOf(`${BASE}tagz: {}\n`).map(({ line, column }) => [line, column])).toEqual([
      [BASE.split("\n").length, 1],
    ]);
  });

  test("of something that is missing is the key of what lacks it", () => {
    const text = BASE.replace(", mbps: 1000", "");
    const line = text.split("\n").findIndex((one) => one.includes("vpn:"));
    expect(problemsOf(text).map(formatProblem)).toEqual([
      `platform.yaml:${line + 1}:5: error missing-key: cloud.link.vpn.mbps is missing; add mbps`,
    ]);
  });

  test("of two values that disagree is the later one in the text, whatever their keys", () => {
    const [head = "", onPrem = "", rest = ""] = BASE.split(/^(?=onPrem:|cloud:)/m);
    const [cloud = "", work = ""] = rest.split(/^(?=teams:)/m);
    const overlapping = (text: string) => text.replace("vpc: 10.60.0.0/16", "vpc: 10.20.0.0/16");
    const forward = problemsOf(overlapping(head + onPrem + cloud + work)).map(sentence);
    const backward = problemsOf(overlapping(head + cloud + onPrem + work)).map(sentence);
    const fix = "give each network its own range";
    expect(forward).toEqual([
      `error cidr-overlap: cloud.network.vpc 10.20.0.0/16 overlaps onPrem.network.nodes 10.20.0.0/16; ${fix}`,
    ]);
    expect(backward).toEqual([
      `error cidr-overlap: onPrem.network.nodes 10.20.0.0/16 overlaps cloud.network.vpc 10.20.0.0/16; ${fix}`,
    ]);
  });

  test("counts characters, not bytes", () => {
    const text = BASE.replace("owner: ml-platform@acme.example", 'owner: "ü\\u200B"').replace(
      "state:",
      'tags: { "é": "${x}" }\nstate:',
    );
    expect(problemsOf(text).map(({ rule, line, column }) => [rule, line, column])).toEqual([
      ["invisible-character", 2, 8],
      ["template-sequence", 3, 14],
    ]);
  });
});

describe("every problem at once", () => {
  test("is found and sorted by place", () => {
    const text = BASE.replace("name: acme", "name: Acme")
      .replace("jurisdiction: DE", "jurisdiction: XX")
      .replace("maxNodes: 4", "maxNodes: many")
      .replace("team: vision", "team: visoin");
    expect(problemsOf(text).map(({ rule }) => rule)).toEqual([
      "bad-name",
      "unknown-country",
      "wrong-type",
      "unknown-team",
    ]);
  });

  test("says nothing of what a broken part would have said", () => {
    // without the pool's name nobody can tell whether the quota's pool is there.
    const text = BASE.replace("name: h100", "name: H100");
    expect(problemsOf(text).map(sentence)).toEqual([
      'error bad-name: cloud.pools[0].name "H100" is not a name; use a-z, 0-9 and "-", start with a letter and end with a letter or digit',
    ]);
  });

  test("still judges what a broken part has nothing to do with", () => {
    const text = BASE.replace("name: h100", "name: H100").replace("datasets: [road-scenes]", "datasets: [road-scene]");
    expect(problemsOf(text).map(({ rule }) => rule)).toEqual(["bad-name", "unknown-dataset"]);
  });

  test("judges one item by its own place while another is broken", () => {
    const text = fileWith(
      "onPrem: { pools: [{ name: bench, gpu: a100-80gb, nodes: [gpu-03], usdPerGpuHour: 1 }] }",
    ).replace("gpusPerNode: 8", 'gpusPerNode: "8"');
    expect(problemsOf(text).map(sentence)).toEqual([
      'error wrong-type: onPrem.pools[0].gpusPerNode expected a number, got text "8"; remove the quotes',
      "error pool-hardware: onPrem.pools[2] has gpu a100-80gb and no gpusPerNode; say how many GPUs each node has",
    ]);
  });

  test("names a place after a broken item by its index in the file", () => {
    const text = fileWith("teams: [{ name: Bad }, { name: sound, groups: [a, a] }]");
    expect(problemsOf(text).map(sentence)).toEqual([
      'error bad-name: teams[1].name "Bad" is not a name; use a-z, 0-9 and "-", start with a letter and end with a letter or digit',
      'error duplicate-item: teams[2].groups[1] "a" is listed twice; remove one of them',
    ]);
  });

  test("repeats no problem of a text in other words", () => {
    const text = BASE.replace("site: fra1", 'site: "${site} "');
    expect(problemsOf(text).map(({ rule }) => rule)).toEqual(["template-sequence"]);
  });
});

describe("a platform", () => {
  const bytes = (text: string) => written("platform.yaml", text);

  test("comes of a file with warnings alone", () => {
    const { platform, problems } = loaded(
      bytes(fileWith("onPrem: { certificateAuthority: ~ }\nteams: [{ name: vision, groups: [], burst: ~ }]")),
    );
    expect(problems.map(({ severity, rule }) => [severity, rule])).toEqual([["warning", "team-without-members"]]);
    expect(platform?.teams.map(({ name }) => name)).toEqual(["vision"]);
  });

  test("comes of no file with an error", () => {
    expect(loaded(bytes(fileWith("teams: [{ name: vision, burst: { h200: 1 } }]"))).platform).toBeUndefined();
  });
});
