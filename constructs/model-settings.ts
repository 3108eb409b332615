import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1";
import { Construct } from "constructs";
import { literal } from "./literal";
import type { ObjectMetadata } from "./object-metadata";

/** Properties for {@link ModelSettings}. */
export interface ModelSettingsProps {
  /** Name of the deployment; the ConfigMap is called `<name>-settings`. */
  readonly metadata: ObjectMetadata;
  /** Texts by the path that the server reads them from: all in one folder. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The files that a model server reads its settings from.
 *
 * Defines one `kubernetes_config_map_v1`.
 */
export class ModelSettings extends Construct {
  public readonly configMap: string;
  /** Where the server looks for them. */
  public readonly folder: string;

  constructor(scope: Construct, id: string, { metadata, files }: ModelSettingsProps) {
    super(scope, id);
    const [path = ""] = Object.keys(files);
    this.folder = path.slice(0, path.lastIndexOf("/"));
    this.configMap = `${metadata.name}-settings`;
    new ConfigMapV1(this, "Default", {
      metadata: { ...metadata, name: this.configMap },
      data: Object.fromEntries(
        Object.entries(files).map(([file, text]) => [file.slice(this.folder.length + 1), literal(text)]),
      ),
    });
  }
}
