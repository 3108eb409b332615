import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";

/** A folder of the file system in one namespace. */
export interface LustreFolder {
  readonly namespace: string;
  /** Name of the claim there. */
  readonly claim: string;
  /** Below the file system's root, without a slash at either end. It must exist when a pod mounts it. */
  readonly folder: string;
  readonly readOnly: boolean;
}

/** Properties for {@link LustreVolumes}. */
export interface LustreVolumesProps {
  /** SSM parameter with the file system's `{ id, dnsName, mountName }`. */
  readonly parameterName: string;
  /** Zone of the file system. */
  readonly zone: string;
  /** Namespace of the release. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly folders: readonly LustreFolder[];
  /** The namespaces. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Folders of a Lustre file system as volumes.
 *
 * Defines the look-up of the file system and a release of the chart `lustre-volumes`: a PersistentVolume and its claim for each folder. Each
 * mounts its own folder alone, so that whoever holds a claim sees nothing beside it. Volumes keep their data when they go.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/mounting-from-fileset.html
 */
export class LustreVolumes extends Construct {
  constructor(scope: Construct, id: string, props: LustreVolumesProps) {
    super(scope, id);
    const { parameterName, zone, namespace, annotations, folders, dependsOn } = props;
    const where = Fn.jsondecode(new DataAwsSsmParameter(this, "where", { name: parameterName }).insecureValue);
    const computed = Object.fromEntries(
      ["id", "dnsName", "mountName"].map((key) => [`fileSystem.${key}`, Fn.lookup(where, key)]),
    );
    new ChartRelease(this, "Default", {
      chart: "lustre-volumes",
      name: "lustre-volumes",
      namespace,
      dependsOn,
      values: {
        annotations,
        zone,
        volumes: Object.fromEntries(folders.map((folder) => [`lustre-${folder.namespace}-${folder.claim}`, folder])),
      },
      computed,
    });
  }
}
