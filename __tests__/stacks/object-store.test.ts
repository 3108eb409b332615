import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, type Resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { byAddress, synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

function release(change?: (file: File) => void, locks = {}): Resource | undefined {
  const platform = examplePlatform(change);
  const { onPrem } = platform;
  if (!onPrem) throw new Error("the example has lost its on-prem side");
  const all: Record<string, Resource> = byAddress(
    synthPlatformStack((app) => new OnPremStack(app, platform, onPrem, locks)),
  );
  return all["helm_release.object-store"];
}

describe("the buckets of an external store", () => {
  test("are made by a job with the administrator's key, whose name alone is in the file", () => {
    const { annotations: _, egress, ...values } = helmValues(release() ?? {});
    expect(values).toEqual({
      image: "docker.io/rclone/rclone:1.75.1",
      endpoint: "https://s3.fra1.acme.example",
      region: "fra1",
      credentialsSecret: "object-store",
      buckets: ["acme-datasets", "acme-checkpoints", "acme-models", "acme-restricted"],
    });
    expect(egress).toEqual([
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.244.0.0/16", "10.60.0.0/16", "10.96.0.0/16"] } }],
        ports: [{ port: 443, protocol: "TCP" }],
      },
    ]);
    expect(release()?.depends_on).toEqual(["kubernetes_namespace_v1.system"]);
    expect(release()?.namespace).toBe("acme-system");
  });

  test("come with a locked image where it is locked", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const held = release(undefined, { "docker.io/rclone/rclone:1.75.1": digest });
    expect(helmValues(held ?? {}).image).toBe(`docker.io/rclone/rclone:1.75.1@${digest}`);
  });

  test("are nobody's where the store is to be installed, or there is none", () => {
    const provision = { kind: "seaweedfs", capacityTiB: 10, storageClass: "local" };
    expect(release((file) => (file.onPrem.objectStore = { provision }))).toBeUndefined();
  });
});
