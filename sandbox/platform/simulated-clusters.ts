import { clusterName } from "../../spec/names";
import type { Cloud, OnPrem, Platform } from "../../spec/platform";
import type { ClusterOptions } from "../clusters/cluster-options";
import type { Engines } from "../engines/engines";
import { TOOLS_FOLDER, type ToolProgram } from "../node/programs";
import type { PythonEnvironment } from "../python/python-environment";
import type { SigningHelper } from "../site/signing-helper";
import type { SiteEndpoint } from "../site/site-endpoint";
import { type SiteStore, storeEnvironment } from "../site/site-store";
import { mlServerTool, trainingTool } from "../site/thread";
import { onPremNodes } from "./on-prem-nodes";

/** Names of the two clusters inside a sandbox. */
export const ON_PREM_CLUSTER = "on-prem";
export const CLOUD_CLUSTER = "cloud";
/** Name of the forwarder through which on-prem's Kueue reaches the cloud's API server. */
export const LINK = "burst";

/** What is at the site beside its cluster. */
export interface Site {
  /** The sandbox's folder. */
  readonly folder: string;
  readonly store: SiteStore;
  /**
   * How the site reaches the cloud's store through the link.
   *
   * @default - there is no link
   */
  readonly endpoint?: SiteEndpoint;
  /** What stands in for AWS's signing helper. */
  readonly helper: SigningHelper;
  /** Models whose files are made up. */
  readonly madeUp: readonly string[];
  /** Models that runs train here. */
  readonly trained: readonly string[];
  /**
   * Python that trains and serves.
   *
   * @default - what would is simulated
   */
  readonly python?: PythonEnvironment;
  /**
   * URL of the AWS emulator.
   *
   * @default - there is no AWS
   */
  readonly emulator?: string;
}

/** The keys that every AWS client of a sandbox has. */
const KEYS = { accessKeyId: "emulated", secretAccessKey: "emulated" } as const;

/** The on-prem cluster as a platform file finds it: its context, its ranges, the nodes of the inventory. */
export function onPremCluster(onPrem: OnPrem, engines: Engines, site?: Site): ClusterOptions {
  return {
    name: ON_PREM_CLUSTER,
    context: onPrem.kubernetes.context,
    serviceCidr: onPrem.network.services,
    podCidr: onPrem.network.pods,
    nodes: onPremNodes(onPrem),
    tools: [
      { image: "kubectl", entrypoint: "kubectl", files: { kubectl: engines.file("kubectl") } },
      ...(site ? siteTools(site, engines) : []),
    ],
    ...(site && {
      models: [...site.madeUp, ...(site.python ? site.trained : [])],
      hosts: { proxyPort: site.store.hostsPort, ports: site.store.hosts },
    }),
  };
}

/** Variable of both containers of a copy: one listens at the port, the other asks there. */
const CREDENTIALS_PORT = ["CREDENTIALS_PORT"];

/** What brings models and datasets from one side to the other, makes buckets, trains and serves. */
function siteTools({ folder, store, helper, emulator, python }: Site, engines: Engines): readonly ToolProgram[] {
  const environment = {
    ...storeEnvironment(store, `${TOOLS_FOLDER}/${TRUSTED}`),
    ...(emulator !== undefined && { AWS_ENDPOINT_URL: emulator }),
  };
  const files = { rclone: engines.file("rclone"), [TRUSTED]: store.trustFile };
  return [
    { image: "rclone", entrypoint: "rclone", files, environment, portVariables: CREDENTIALS_PORT },
    {
      image: "credential-helper",
      entrypoint: "aws_signing_helper",
      files: { aws_signing_helper: helper.file },
      folders: helper.folders,
      portVariables: CREDENTIALS_PORT,
    },
    ...(python ? [trainingTool(python, { files, environment }), mlServerTool(folder, python)] : []),
  ];
}

const TRUSTED = "trusted.pem";

/** The control plane behind the EKS cluster: it has no node until EC2 has an instance for it. */
export function cloudCluster(
  platform: Platform,
  cloud: Cloud,
  emulator: { readonly url: string; readonly variables: Readonly<Record<string, string>> },
  engines: Pick<Engines, "file">,
  site?: Site,
): ClusterOptions {
  const name = clusterName(platform);
  return {
    name: CLOUD_CLUSTER,
    // an on-prem context of that name must not be mistaken for it.
    context: platform.onPrem?.kubernetes.context === name ? `${name}-eks` : name,
    serviceCidr: cloud.network.services,
    nodes: [],
    controllers: ["kueue", "jobset", "karpenter"],
    environment: emulator.variables,
    ...(site?.python && {
      tools: [
        { image: "rclone", entrypoint: "rclone", files: { rclone: engines.file("rclone") } },
        mlServerTool(site.folder, site.python),
      ],
      models: site.trained,
    }),
    tokens: { cluster: name, keys: KEYS, groups: ["system:masters"] },
    instances: { emulator: emulator.url, cluster: name },
  };
}
