import { PROVIDER_RANGES, TERRAFORM_RANGE } from "../../catalog/bill-of-materials";
import { textProblem } from "../../spec/text-checks";
import { cloudOnly, exampleFile, examplePlatform, onPremOnly } from "../platforms";
import { type Synthesized, soundPlatform, stacksOf, stackText, synthesized } from "../states";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

const EXAMPLE = synthesized(examplePlatform());
const STACKS = stacksOf(EXAMPLE);

interface Settings {
  readonly backend: Readonly<Record<string, object>>;
  readonly required_providers: Readonly<Record<string, { readonly version: string }>>;
  readonly required_version: string;
}

function terraformOf(files: Synthesized, stack: string): Settings {
  return JSON.parse(stackText(files, stack)).terraform;
}

function backends(files: Synthesized): Record<string, object> {
  return Object.fromEntries(stacksOf(files).map((stack) => [stack, terraformOf(files, stack).backend]));
}

function withState(state: object, change: (file: File) => void = () => {}): Synthesized {
  return synthesized(
    soundPlatform(
      exampleFile((file: File) => {
        file.state = state;
        change(file);
      }),
    ),
  );
}

/** All lists whose order means nothing, the other way round; of zones, that holds after the first two. */
function reversed(file: File): void {
  file.cloud.zones = [...file.cloud.zones.slice(0, 2), ...file.cloud.zones.slice(2).reverse()];
  const lists = ["teams", "datasets", "runs", "models", "deployments"].map((key) => file[key]);
  const inner = [
    file.onPrem.pools,
    file.cloud.pools,
    file.cloud.link.vpn.peers,
    ...file.onPrem.pools.map((pool: File) => pool.nodes),
    ...file.cloud.pools.map((pool: File) => pool.zones ?? []),
    ...file.models.map((model: File) => model.versions),
    ...file.datasets.map((dataset: File) => dataset.residency ?? []),
    ...file.runs.map((run: File) => run.datasets),
  ];
  for (const list of [...lists, ...inner]) list.reverse();
}

/** The same, with more than one entry in every list that the example has one of. */
function crowded(file: File): void {
  file.onPrem.existing = ["certManager", "prometheus"];
  file.cloud.kubernetes.admins.push("arn:aws:iam::111122223333:role/second-admin");
  file.cloud.kubernetes.publicAccessCidrs = ["198.51.100.0/24", "203.0.113.0/24"];
  file.cloud.budget.emails.push("finance@acme.example");
  file.cloud.budget.alertPercents = [50, 90];
  file.teams[1].groups.push("oidc:vision-guests");
  file.teams[1].roleArns.push("arn:aws:iam::111122223333:role/vision-guests");
  file.datasets[0].teams = ["vision", "medical"];
  file.models[0].trainedOn.push("imagenet");
}

function crowdedReversed(file: File): void {
  crowded(file);
  reversed(file);
  const { kubernetes, budget } = file.cloud;
  for (const list of [
    file.onPrem.existing,
    kubernetes.admins,
    kubernetes.publicAccessCidrs,
    budget.emails,
    budget.alertPercents,
  ])
    list.reverse();
  file.teams.find((team: File) => team.name === "vision").groups.reverse();
  file.teams.find((team: File) => team.name === "vision").roleArns.reverse();
  file.datasets.find((dataset: File) => dataset.name === "road-scenes").teams.reverse();
  file.models.find((model: File) => model.name === "road-detector").trainedOn.reverse();
}

describe("the files that a synth writes", () => {
  test("are the same, byte for byte, at the second time", () => {
    expect([...synthesized(examplePlatform())]).toEqual([...EXAMPLE]);
  });

  test("are the same whatever the order of lists in the platform file", () => {
    const before = synthesized(soundPlatform(exampleFile(crowded)));
    const after = synthesized(soundPlatform(exampleFile(crowdedReversed)));
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect([...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path)).toEqual([]);
  });

  test("are the same whatever the order of keys in the platform file", () => {
    const after = synthesized(
      soundPlatform(
        exampleFile((file: File) => {
          for (const [key, value] of Object.entries(file).reverse()) {
            delete file[key];
            file[key] = value;
          }
        }),
      ),
    );
    expect([...EXAMPLE].filter(([path, text]) => after.get(path) !== text).map(([path]) => path)).toEqual([]);
  });

  test("hold no path of this machine", () => {
    const project = process.cwd();
    const home = process.env.HOME ?? "/nobody";
    const guilty = [...EXAMPLE].filter(
      ([, text]) => text.includes(project) || text.includes(home) || text.includes("states-"),
    );
    expect(guilty.map(([path]) => path)).toEqual([]);
  });

  test("read no other stack's state", () => {
    const guilty = [...EXAMPLE].filter(([, text]) => /cross-stack-output|terraform_remote_state/.test(text));
    expect(guilty.map(([path]) => path)).toEqual([]);
  });

  test("have no output: facts travel by name", () => {
    expect(STACKS.filter((stack) => "output" in JSON.parse(stackText(EXAMPLE, stack)))).toEqual([]);
  });

  test("hold no moment and nothing random", () => {
    // a year of this decade with a time beside it.
    const guilty = [...EXAMPLE].filter(([, text]) => /\b20[2-3]\d-\d\d-\d\dT\d\d:/.test(text));
    expect(guilty.map(([path]) => path)).toEqual([]);
  });

  test("hold nothing that looks like a secret", () => {
    const texts = STACKS.flatMap((stack) => strings(JSON.parse(stackText(EXAMPLE, stack))));
    expect(texts.length).toBeGreaterThan(1000);
    expect(texts.filter((text) => textProblem(text, [])?.rule === "secret-in-file")).toEqual([]);
    expect(textProblem(`key ${"AKIA"}IOSFODNN7EXAMPLE`, [])?.rule).toBe("secret-in-file");
  });

  test("set no argument that takes a secret", () => {
    const named =
      /"(password|secret_key|access_key|token|client_key|private_key|preshared_key|tunnel\d_preshared_key)":/;
    expect(STACKS.filter((stack) => named.test(stackText(EXAMPLE, stack)))).toEqual([]);
    expect(named.test('{"tunnel1_preshared_key": "x"}')).toBe(true);
  });
});

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

describe("restricted data", () => {
  const cloudFiles = [...EXAMPLE].filter(([path]) => /^stacks\/(cloud-|inference-cloud|burst-link)/.test(path));

  test.each(["patient-scans", "scan-segmenter"])("%s is named in no file of the cloud", (name) => {
    expect(cloudFiles.length).toBeGreaterThan(5);
    expect(cloudFiles.filter(([, text]) => text.includes(name)).map(([path]) => path)).toEqual([]);
  });

  test("the name of a model is looked for where it can be found", () => {
    expect(stackText(EXAMPLE, "inference-on-prem")).toContain("scan-segmenter");
    expect(stackText(EXAMPLE, "inference-cloud")).toContain("road-detector");
  });

  test("a dataset that becomes restricted disappears from the files of the cloud", () => {
    const files = synthesized(
      examplePlatform((file: File) => {
        file.datasets[2].classification = "restricted";
        file.datasets[2].cachedOn = [];
      }),
    );
    expect(stackText(EXAMPLE, "cloud-burst")).toContain("imagenet");
    const guilty = [...files].filter(
      ([path, text]) => /^stacks\/(cloud-|inference-cloud|burst-link)/.test(path) && text.includes("imagenet"),
    );
    expect(guilty.map(([path]) => path)).toEqual([]);
  });
});

describe("the stacks of a platform", () => {
  const BOTH = [
    "burst-link",
    "cloud-burst",
    "cloud-foundation",
    "cloud-platform",
    "inference-cloud",
    "inference-on-prem",
    "on-prem",
  ];

  test("are all of them where it has both sides and serves on both", () => {
    expect(STACKS).toEqual(BOTH);
  });

  test("are those of one side where it has one", () => {
    expect(stacksOf(synthesized(onPremOnly()))).toEqual(["inference-on-prem", "on-prem"]);
    expect(stacksOf(synthesized(cloudOnly()))).toEqual([
      "cloud-burst",
      "cloud-foundation",
      "cloud-platform",
      "inference-cloud",
    ]);
  });

  test("wait for what they stand on, and the on-prem side for nothing", () => {
    const { stacks } = JSON.parse(EXAMPLE.get("manifest.json") ?? "") as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    expect(
      Object.fromEntries(Object.entries(stacks).map(([name, { dependencies }]) => [name, [...dependencies].sort()])),
    ).toEqual({
      "burst-link": ["cloud-platform", "on-prem"],
      "cloud-burst": ["cloud-foundation"],
      "cloud-foundation": [],
      "cloud-platform": ["cloud-burst"],
      "inference-cloud": ["cloud-platform"],
      "inference-on-prem": ["on-prem"],
      "on-prem": [],
    });
  });
});

describe("providers and Terraform", () => {
  const CLOUD_API = ["cloud-burst", "cloud-foundation"];
  const ON_PREM = ["inference-on-prem", "on-prem"];

  test.each(STACKS)("%s takes the ranges of the bill of materials", (stack) => {
    const { required_providers, required_version } = terraformOf(EXAMPLE, stack);
    const versions = Object.fromEntries(
      Object.entries(required_providers).map(([name, { version }]) => [name, version]),
    );
    const wanted = CLOUD_API.includes(stack)
      ? ["aws"]
      : ON_PREM.includes(stack)
        ? ["helm", "kubernetes"]
        : ["aws", "helm", "kubernetes"];
    const ranges = Object.fromEntries(Object.entries(PROVIDER_RANGES).filter(([name]) => wanted.includes(name)));
    expect(versions).toEqual(ranges);
    expect(required_version).toBe(TERRAFORM_RANGE);
  });
});

describe("where Terraform keeps state", () => {
  const s3 = (stack: string) => ({
    s3: {
      bucket: "acme-tfstate",
      region: "eu-north-1",
      key: `acme/${stack}.tfstate`,
      encrypt: true,
      kms_key_id: "alias/tfstate/acme-tfstate",
      use_lockfile: true,
    },
  });
  const secret = (stack: string) => ({
    kubernetes: { secret_suffix: `acme-${stack}`, namespace: "kube-system", config_context: "acme-fra1" },
  });
  const local = (stack: string, folder = "state") => ({ local: { path: `../../../${folder}/${stack}.tfstate` } });
  const onPremIn = (main: typeof s3, onPrem: (stack: string) => object) =>
    Object.fromEntries(
      STACKS.map((stack) => [
        stack,
        stack === "on-prem" || stack === "inference-on-prem" ? onPrem(stack) : main(stack),
      ]),
    );
  const S3 = { s3: { bucket: "acme-tfstate", region: "eu-north-1" } };

  test("is S3, and the on-prem cluster for its own two", () => {
    expect(backends(EXAMPLE)).toEqual(onPremIn(s3, secret));
  });

  test("is S3 for all where the file says so", () => {
    expect(backends(withState({ ...S3, onPrem: "s3" }))).toEqual(onPremIn(s3, s3));
  });

  test("is encrypted by the key that the file names", () => {
    const kmsKey = "arn:aws:kms:eu-north-1:444455556666:key/0a1b2c3d-0a1b-4c2d-8e3f-0a1b2c3d4e5f";
    const keyed = backends(withState({ s3: { ...S3.s3, kmsKey }, onPrem: "s3" }));
    for (const backend of Object.values(keyed)) expect(backend).toMatchObject({ s3: { kms_key_id: kmsKey } });
  });

  test("is a local file for all, in a folder of the file's choice", () => {
    const all = (folder?: string) => Object.fromEntries(STACKS.map((stack) => [stack, local(stack, folder)]));
    expect(backends(withState({ local: {} }))).toEqual(all());
    expect(backends(withState({ local: { path: "elsewhere" } }))).toEqual(all("elsewhere"));
  });

  test("is in the cluster of a kubeconfig of the file's choice", () => {
    const files = withState({ ...S3 }, (file) => {
      file.onPrem.kubernetes.kubeconfig = "~/.kube/fra1";
    });
    expect(backends(files)["on-prem"]).toEqual({
      kubernetes: { ...secret("on-prem").kubernetes, config_path: "~/.kube/fra1" },
    });
  });
});
