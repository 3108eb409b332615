import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mirroredProvider, mirrorPlaces, platform } from "../../../sandbox/engines/mirror-places";
import { prepareProviders } from "../../../sandbox/engines/providers";
import { type FakeGo, fakeGo } from "./fake-go";

let go: FakeGo;
afterEach(() => go.restore());

const HASHICORP = "registry.terraform.io/hashicorp";
const quiet = () => {};

/** A mirror on this machine with some versions of the AWS provider. */
function mirrorWithAws(...versions: readonly string[]): string {
  const mirror = join(go.folder, "mirror");
  for (const version of versions) mkdirSync(join(mirror, HASHICORP, "aws", version, platform()), { recursive: true });
  return mirror;
}

describe("prepareProviders", () => {
  test("links what a mirror of this machine has, and builds the others, once", async () => {
    go = fakeGo();
    const mirror = mirrorWithAws("5.99.0", "5.100.0");
    const folder = join(go.folder, "engines");
    const lines: string[] = [];
    const options = {
      wanted: ["aws", "kubernetes", "helm"] as const,
      environment: { TF_PLUGIN_CACHE_DIR: mirror },
      folder,
      onProgress: (line: string) => lines.push(line),
    };
    const { atHand, missing } = await prepareProviders(options);
    expect([...atHand]).toEqual([
      ["aws", "5.100.0"],
      ["kubernetes", "3.2.1"],
      ["helm", "3.2.0"],
    ]);
    expect(missing).toEqual([]);
    const ours = join(folder, "providers", HASHICORP);
    expect(readlinkSync(join(ours, "aws/5.100.0", platform()))).toBe(
      join(mirror, HASHICORP, "aws/5.100.0", platform()),
    );
    expect(existsSync(join(ours, "helm/3.2.0", platform(), "terraform-provider-helm_v3.2.0_x5"))).toBe(true);
    expect(lines[0]).toBe(
      "building the Terraform provider kubernetes 3.2.1 from its Go module (once; 2 to 3 minutes on 2 cores) …",
    );
    const before = go.calls().length;
    await prepareProviders(options);
    expect(go.calls().length).toBe(before);
  });

  test("lets Terraform ask the registry for what is missing alone", async () => {
    go = fakeGo('case "$*" in *helm*) exit 1;; esac');
    const options = { wanted: ["kubernetes", "helm"] as const, environment: {}, folder: go.folder, onProgress: quiet };
    const { cliConfigFile, missing } = await prepareProviders(options);
    expect(missing).toEqual([
      {
        name: "helm",
        why: "go mod download failed: ",
        howToGet: "try again with network access to the Go module proxy (GOPROXY)",
      },
    ]);
    expect(readFileSync(cliConfigFile, "utf8")).toBe(`provider_installation {
  filesystem_mirror {
    path    = "${go.folder}/providers"
    include = ["registry.terraform.io/hashicorp/kubernetes"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/kubernetes"]
  }
}
disable_checkpoint = true
`);
  });

  test("asks nobody offline", async () => {
    go = fakeGo();
    const options = { wanted: ["helm"] as const, environment: {}, folder: go.folder, offline: true, onProgress: quiet };
    const { cliConfigFile, missing } = await prepareProviders(options);
    expect(missing[0]?.howToGet).toBe("run once without --offline");
    expect(readFileSync(cliConfigFile, "utf8")).not.toContain("direct");
    expect(go.calls()).toEqual([""]);
  });

  test("replaces a link that points nowhere any more", async () => {
    go = fakeGo();
    const mirror = mirrorWithAws("5.100.0");
    const options = { wanted: ["aws"] as const, folder: join(go.folder, "engines"), onProgress: quiet };
    await prepareProviders({ ...options, environment: { TF_PLUGIN_CACHE_DIR: mirror } });
    const moved = join(go.folder, "moved");
    mkdirSync(join(moved, HASHICORP, "aws/5.100.0", platform()), { recursive: true });
    await prepareProviders({ ...options, environment: { TF_PLUGIN_CACHE_DIR: moved } });
    expect(readlinkSync(join(go.folder, "engines/providers", HASHICORP, "aws/5.100.0", platform()))).toContain(
      "/moved/",
    );
  });
});

describe("mirrors of this machine", () => {
  test("are those that a Terraform CLI configuration names, too", () => {
    go = fakeGo();
    const configuration = join(go.folder, "terraform.rc");
    writeFileSync(
      configuration,
      'provider_installation {\n  filesystem_mirror {\n    path = "/srv/providers"\n  }\n}\n',
    );
    expect(mirrorPlaces({ TF_CLI_CONFIG_FILE: configuration })).toContain("/srv/providers");
    expect(mirrorPlaces({ TF_CLI_CONFIG_FILE: "/nonexistent" })).not.toContain("/srv/providers");
  });

  test("have no provider that is there for another kind of machine only", () => {
    go = fakeGo();
    const mirror = mirrorWithAws();
    mkdirSync(join(mirror, HASHICORP, "aws/5.100.0/plan9_mips"), { recursive: true });
    expect(mirroredProvider("aws", [mirror])).toBeUndefined();
    mirrorWithAws("5.99.0");
    expect(mirroredProvider("aws", ["/nonexistent", mirror])?.version).toBe("5.99.0");
  });
});
