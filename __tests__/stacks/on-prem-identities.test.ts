import { CloudBurstStack } from "../../stacks/cloud-burst";
import { AwsResources } from "../aws-synth";
import { examplePlatform, withoutDigits } from "../platforms";
import { synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

/** Statements of a purpose's role, each as `action resource`; lists with their prefixes. */
function may(purpose: string, change?: (file: File) => void): readonly string[] {
  const resources = new AwsResources(synthPlatformStack((app) => new CloudBurstStack(app, examplePlatform(change))));
  const policies = resources
    .all("aws_iam_role_policy")
    .filter(({ role }) => role.includes(`on-prem_${purpose}_role`))
    .flatMap(({ policy }) => JSON.parse(policy).Statement);
  return policies.flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action: string) =>
      Resource.map((arn: string) => {
        const prefixes = Condition?.StringLike?.["s3:prefix"];
        return `${action} ${arn.replace(/^arn:aws:s3:::acme-/, "").replace("-111122223333-eu-north-1", "")}${prefixes ? ` ${prefixes.join(" ")}` : ""}`;
      }),
    ),
  );
}

const KEY = "arn:aws:kms:eu-north-1:111122223333:key/*";

/** Born on-prem, served in the cloud: its versions go out. */
const outward = (file: File) => {
  withoutDigits(file);
  file.datasets.find((one: File) => one.name === "road-scenes").home = "onPrem";
  for (const run of file.runs) if (run.produces === "road-detector") delete run.produces;
};

describe("what copies may do at AWS", () => {
  test("into the room: read the models that may come, and nothing else", () => {
    expect(may("copies-in")).toEqual([
      "s3:ListBucket models road-detector road-detector/*",
      "s3:GetObject models/road-detector/*",
      `kms:Decrypt ${KEY}`,
    ]);
  });

  test("into the room: read a dataset that is kept there", () => {
    const kept = (file: File) => {
      file.datasets.find((one: File) => one.name === "road-scenes").cachedOn = ["onPrem"];
    };
    expect(may("copies-in", kept)).toContain("s3:GetObject datasets/road-scenes/*");
    expect(may("copies-in").join()).not.toContain("datasets");
  });

  test("out of it: write a dataset that is kept in the cloud, and delete none of it", () => {
    expect(may("copies-out", withoutDigits)).toEqual([
      "s3:ListBucket datasets imagenet imagenet/*",
      "s3:GetObject datasets/imagenet/*",
      "s3:PutObject datasets/imagenet/*",
      "s3:AbortMultipartUpload datasets/imagenet/*",
      "s3:ListMultipartUploadParts datasets/imagenet/*",
      `kms:Decrypt ${KEY}`,
      `kms:GenerateDataKey ${KEY}`,
    ]);
  });

  test("out of it: write and remove versions of models that were born there", () => {
    const models = may("copies-out", outward).filter((line) => line.includes("models"));
    expect(models).toEqual([
      "s3:ListBucket models road-detector road-detector/*",
      "s3:GetObject models/road-detector/*",
      "s3:PutObject models/road-detector/*",
      "s3:DeleteObject models/road-detector/*",
      "s3:AbortMultipartUpload models/road-detector/*",
      "s3:ListMultipartUploadParts models/road-detector/*",
    ]);
    expect(may("copies-in", outward)).toEqual([]);
  });

  test("nothing with a model that is restricted, or that residency keeps where it is", () => {
    const all = [...may("copies-in"), ...may("copies-out"), ...may("copies-out", outward)].join("\n");
    expect(all).not.toMatch(/scan-segmenter|patient-scans|restricted/);
    const inGermany = (file: File) => {
      outward(file);
      file.datasets.find((one: File) => one.name === "road-scenes").residency = ["DE"];
      file.deployments = file.deployments.filter((one: File) => one.side === "onPrem");
      for (const run of file.runs) if (run.datasets.includes("road-scenes")) run.side = "onPrem";
    };
    expect(may("copies-out", inGermany).join()).not.toContain("road-detector");
  });

  test("nothing for the renewal of the burst's credential", () => {
    expect(may("credential-renewal")).toEqual([]);
  });
});
