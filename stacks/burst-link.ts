import type { Construct } from "constructs";
import { BurstLink } from "../constructs/burst-link";
import { BurstWorker } from "../constructs/burst-worker";
import {
  BURST_SERVICE_ACCOUNT,
  burstKubeconfigSecretName,
  KUEUE_NAMESPACE,
  multiKueueName,
  systemNamespace,
  teamNamespace,
} from "../spec/names";
import type { Cloud, OnPrem, Platform } from "../spec/platform";
import { awsProvider } from "./aws-provider";
import { cloudKubernetes, cloudLogin } from "./cloud-cluster";
import { onPremHelm } from "./on-prem-cluster";
import { PlatformStack } from "./platform-stack";
import { platformAnnotations } from "./space-labels";

/**
 * What joins the two queues: who the on-prem cluster is in the cloud's, and where its Kueue sends what the burst queues admit.
 *
 * The only state that needs both clusters at once. It holds no credential: a job of the on-prem side writes the Secret that it names.
 */
export class BurstLinkStack extends PlatformStack {
  constructor(scope: Construct, platform: Platform, onPrem: OnPrem, cloud: Cloud) {
    super(scope, "burst-link", platform);
    awsProvider(this, platform, cloud);
    cloudKubernetes(this, cloudLogin(this, platform, cloud));
    onPremHelm(this, onPrem);
    new BurstWorker(this, "worker", {
      name: multiKueueName(platform),
      serviceAccount: { namespace: systemNamespace(platform), name: BURST_SERVICE_ACCOUNT },
      namespaces: new Map(platform.teams.map(({ name }) => [name, teamNamespace(platform, name)])),
    });
    new BurstLink(this, "link", {
      name: multiKueueName(platform),
      namespace: KUEUE_NAMESPACE,
      annotations: platformAnnotations(platform),
      kubeconfigSecret: burstKubeconfigSecretName(platform),
    });
  }
}
