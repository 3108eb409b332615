import { join } from "node:path";
import type { Emulator } from "../../sandbox/aws/emulator";
import { exampleFile } from "../platforms";
import { soundPlatform } from "../states";
import { emulatorOf, inScratch, Workspace } from "./terraform";

/** The example without Lustre, its state in files. */
function withoutLustre(allowDestroy: boolean) {
  return soundPlatform(
    exampleFile((file) => {
      file.state = { local: {} };
      file.cloud = { ...(file.cloud as object), storage: {} };
      file.allowDestroy = allowDestroy;
    }),
  );
}

/** Makes a file system in the account, as an earlier file declared it. */
async function makeFileSystem({ url, control }: Emulator): Promise<string> {
  const subnets = { "eu-north-1a": { id: "subnet-0123456789abcdef0", cidr: "10.9.0.0/24" } };
  await control.setNetwork({ vpcId: "vpc-0123456789abcdef0", cidr: "10.9.0.0/16", subnets });
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      authorization: "AWS4-HMAC-SHA256 Credential=x/20261101/eu-north-1/fsx/aws4_request, Signature=x",
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSSimbaAPIService_v20180301.CreateFileSystem",
    },
    body: JSON.stringify({
      ClientRequestToken: "once",
      FileSystemType: "LUSTRE",
      StorageCapacity: 4800,
      SubnetIds: ["subnet-0123456789abcdef0"],
      LustreConfiguration: { DeploymentType: "PERSISTENT_2", PerUnitStorageThroughput: 1000 },
      Tags: [
        { Key: "Name", Value: "acme-lustre" },
        { Key: "gpu.platform/name", Value: "acme" },
      ],
    }),
  });
  const { FileSystem } = (await answer.json()) as { FileSystem: { ResourceARN: string } };
  return FileSystem.ResourceARN;
}

test("a file system that the file no longer has stops every plan, until the file says that all may go", async () => {
  await inScratch(async (folder) => {
    const kept = withoutLustre(false);
    const emulator = await emulatorOf(kept, join(folder, "emulator"));
    try {
      const guarded = await Workspace.of(kept, join(folder, "kept"), emulator);
      await guarded.plan("cloud-burst");
      const arn = await makeFileSystem(emulator);
      const refused = await guarded.plan("cloud-burst").then(
        () => "",
        (error: Error) => error.message.replaceAll(/[│╷╵\s]+/g, " "),
      );
      expect(refused).toContain(
        `${arn} would be destroyed, with all files that are not in the buckets; put cloud.storage.lustre back, or deploy allowDestroy: true first`,
      );
      await (await Workspace.of(withoutLustre(true), join(folder, "all-may-go"), emulator)).plan("cloud-burst");
    } finally {
      await emulator.stop();
    }
  });
});
