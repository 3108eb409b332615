import { parse, stringify } from "yaml";
import { textProblem } from "../../spec/text-checks";
import { additions, changes } from "../address-changes";
import { exampleFile } from "../platforms";
import {
  addresses,
  type Synthesized,
  soundPlatform,
  stacksOf,
  stackText,
  synthesized,
  synthesizedAnew,
} from "../states";
import { CLOUDS, cloudNamed } from "./clouds";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

const EXAMPLE = cloudNamed("the example").files;
const STACKS = stacksOf(EXAMPLE);
/** What must outlive a mistake, by the type of resource. */
const KEPT = ["aws_s3_bucket", "aws_kms_key", "aws_s3_directory_bucket", "aws_fsx_lustre_file_system"];

function terraformOf(files: Synthesized, stack: string) {
  return JSON.parse(stackText(files, stack)).terraform;
}

/** Everything of one type, in all states. */
function all(files: Synthesized, type: string): readonly File[] {
  return [...addresses(files)]
    .filter(([address]) => address.split(" ")[1]?.startsWith(`${type}.`))
    .map(([, held]) => held);
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe("state, as the field asks for it", () => {
  test("I1 a state in S3 is encrypted by a key of its own and locked, by a lock beside it", () => {
    const inS3 = STACKS.filter((stack) => terraformOf(EXAMPLE, stack).backend.s3);
    expect(inS3).toHaveLength(5);
    for (const stack of inS3)
      expect(terraformOf(EXAMPLE, stack).backend.s3).toEqual({
        bucket: "acme-tfstate",
        region: "eu-north-1",
        key: `acme/${stack}.tfstate`,
        encrypt: true,
        kms_key_id: "alias/tfstate/acme-tfstate",
        use_lockfile: true,
      });
  });

  test("I2 each state has a place of its own, and those of on-prem know no provider of the cloud", () => {
    const places = STACKS.map((stack) => JSON.stringify(terraformOf(EXAMPLE, stack).backend));
    expect(new Set(places).size).toBe(STACKS.length);
    for (const stack of ["on-prem", "inference-on-prem"])
      expect(Object.keys(terraformOf(EXAMPLE, stack).required_providers)).not.toContain("aws");
    for (const stack of ["cloud-foundation", "cloud-burst"])
      expect(Object.keys(terraformOf(EXAMPLE, stack).required_providers)).toEqual(["aws"]);
  });

  test.each(CLOUDS)("I3 %s: data and keys stay, until the file says that all may go", (name) => {
    const { files, platform } = cloudNamed(name);
    const kept = KEPT.flatMap((type) => all(files, type));
    expect(kept.length).toBeGreaterThanOrEqual(7);
    for (const { lifecycle, force_destroy } of kept) {
      expect(lifecycle?.prevent_destroy ?? false).toBe(!platform.allowDestroy);
      expect(force_destroy).toBeUndefined();
    }
  });

  test("I3 every sort of data that a platform can have is among them", () => {
    const { files } = cloudNamed("every kind of pool, Lustre and Express");
    expect(KEPT.filter((type) => all(files, type).length === 0)).toEqual([]);
  });

  test.each(CLOUDS)("I4 %s: no file holds a secret, and no provider a key", (name) => {
    const { files } = cloudNamed(name);
    for (const stack of stacksOf(files)) {
      const state = JSON.parse(stackText(files, stack));
      expect(texts(state).filter((text) => textProblem(text, [])?.rule === "secret-in-file")).toEqual([]);
      for (const provider of state.provider.aws ?? [])
        expect(Object.keys(provider).sort()).toEqual(["allowed_account_ids", "default_tags", "region"]);
      expect(state.output).toBeUndefined();
    }
  });

  test("I4 the look for secrets would find one", () => {
    const found = texts({ deep: [{ er: `key ${"AKIA"}IOSFODNN7EXAMPLE` }] });
    expect(found.map((text) => textProblem(text, [])?.rule)).toEqual(["secret-in-file"]);
  });

  test("I5 a bigger file has every address of the smaller one", () => {
    const bigger = synthesized(
      soundPlatform(
        exampleFile((file: File) => {
          file.cloud.pools.unshift({ name: "a-pool", instanceType: "g6.xlarge", zones: ["eu-north-1a"], maxNodes: 1 });
          file.cloud.storage.expressZone = "eun1-az1";
          file.teams.unshift({ name: "a-team", groups: ["oidc:a-team"] });
          file.datasets.unshift({
            name: "a-set",
            sizeGiB: 1,
            home: "cloud",
            classification: "public",
            teams: ["a-team"],
          });
        }),
      ),
    );
    const [before, after] = [addresses(EXAMPLE), addresses(bigger)];
    expect(after.size).toBeGreaterThan(before.size);
    expect([...before.keys()].filter((address) => !after.has(address))).toEqual([]);
  });

  test("I5 a zone at the end of the file's takes nothing away, whatever its letter", () => {
    const [b, c] = ["eu-north-1b", "eu-north-1c"];
    const away = exampleFile().replaceAll("eu-north-1a", c);
    const withZones = (...zones: string[]) => {
      const file = parse(away);
      return synthesized(soundPlatform(stringify({ ...file, cloud: { ...file.cloud, zones } })));
    };
    const [before, after] = [withZones(b, c), withZones(b, c, "eu-north-1a")];
    expect(additions(before, after)).not.toEqual([]);
    // the entrance's subnets are one text; system nodes and endpoints are in one zone more.
    const found = changes(before, after).filter((line) => !line.startsWith("+ cloud-foundation aws_vpc_endpoint."));
    expect(found).toEqual([
      expect.stringMatching(/^\+ cloud-burst aws_eks_node_group\.system-nodes\.subnet_ids\./),
      expect.stringMatching(/^= cloud-platform helm_release\.gateway\..*-subnets$/),
    ]);
    // in front of them it is the control plane's and the NAT gateway's.
    const front = changes(before, withZones("eu-north-1a", b, c));
    for (const lostThen of ["- cloud-foundation aws_eip.", "- cloud-burst aws_eks_cluster."])
      expect(front.filter((line) => line.startsWith(lostThen))).not.toEqual([]);
  });

  test.each(CLOUDS)("I6 %s: a second synthesis writes the same bytes, and no place of this machine", (name) => {
    const { platform, files: first } = cloudNamed(name);
    const second = synthesizedAnew(platform);
    expect([...second]).toEqual([...first]);
    const here = [process.cwd(), process.env.HOME ?? process.cwd()];
    expect([...first].filter(([, text]) => here.some((place) => text.includes(place))).map(([path]) => path)).toEqual(
      [],
    );
  });

  test("I8 Terraform knows write-only arguments, and providers are ranges with both ends", () => {
    for (const stack of STACKS) {
      const { required_version, required_providers } = terraformOf(EXAMPLE, stack);
      expect(required_version).toBe(">= 1.11.0, < 2.0.0");
      for (const { version } of Object.values<{ readonly version: string }>(required_providers))
        expect(version).toMatch(/^>= \d+\.\d+\.\d+, < \d+\.0\.0$/);
    }
  });
});
