import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { PodIdentity } from "../../constructs/pod-identity";
import type { Statement } from "../../constructs/policy-document";
import { synthStack } from "../synth";

const PROPS = {
  roleName: "acme-vision",
  description: "Runs of team vision",
  clusterName: "acme-burst",
  clusterArn: "arn:aws:eks:eu-north-1:111122223333:cluster/acme-burst",
  namespace: "acme-vision",
  serviceAccount: "runs",
};

/** A statement over so many datasets. */
function reads(datasets: number): Statement {
  const resources = Array.from(
    { length: datasets },
    (_, index) => `arn:aws:s3:::acme-datasets/${String(index).padStart(40, "d")}/*`,
  );
  return { sid: "Datasets", actions: ["s3:GetObject"], resources };
}

function identity(datasets: number): string {
  return synthStack((stack) => {
    new AwsProvider(stack, "aws", { region: "eu-north-1" });
    new PodIdentity(stack, "vision", { ...PROPS, statements: [reads(datasets)] });
  });
}

describe("PodIdentity", () => {
  test("says that a policy is too long for IAM before AWS does", () => {
    expect(() => identity(200)).toThrow(
      /^\[test\/vision\] cannot be built:\n {2}- what it may do takes 1\d{4} characters, and IAM allows 10240 in a role; let fewer datasets or models name this identity$/,
    );
  });

  test("accepts one that just fits", () => {
    expect(() => identity(130)).not.toThrow();
  });
});
