import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { TOOL_IMAGES } from "../catalog/tool-images";
import { BurstCredential, type BurstCredentialProps } from "../constructs/burst-credential";
import { BurstLink } from "../constructs/burst-link";
import { BurstWorker } from "../constructs/burst-worker";
import { TokenRequester } from "../constructs/token-requester";
import { onPremPurposes } from "../placement/on-prem-purposes";
import { type ImageLocks, imageReference } from "../spec/image-reference";
import {
  BURST_SERVICE_ACCOUNT,
  burstKubeconfigSecretName,
  clusterName,
  KUEUE_NAMESPACE,
  multiKueueName,
  physicalName,
  systemNamespace,
  teamNamespace,
} from "../spec/names";
import type { Cloud, OnPrem, Platform } from "../spec/platform";
import { credentialRenewalGroup, rolesAnywhereCertificateSecretName } from "../spec/roles-anywhere-names";
import { awsIdentities } from "./aws-identities";
import { awsProvider } from "./aws-provider";
import { type CloudLogin, cloudKubernetes, cloudLogin } from "./cloud-cluster";
import { onPremHelm } from "./on-prem-cluster";
import { PlatformStack } from "./platform-stack";
import { platformAnnotations } from "./space-labels";

type ServiceAccount = BurstCredentialProps["account"];

const PURPOSE = "credential-renewal";

/**
 * What joins the two queues: who the on-prem cluster is in the cloud's, and where its Kueue sends what the burst queues admit.
 *
 * The only state that needs both clusters at once. It holds no credential: a job on-prem writes the Secret that Kueue reads, for the first
 * time before the link is made.
 */
export class BurstLinkStack extends PlatformStack {
  constructor(
    scope: Construct,
    platform: Platform,
    private readonly onPrem: OnPrem,
    private readonly cloud: Cloud,
    private readonly locks: ImageLocks,
  ) {
    super(scope, "burst-link", platform);
    awsProvider(this, platform, cloud);
    const login = cloudLogin(this, platform, cloud);
    cloudKubernetes(this, login);
    onPremHelm(this, onPrem);
    const serviceAccount = { namespace: systemNamespace(platform), name: BURST_SERVICE_ACCOUNT };
    const worker = new BurstWorker(this, "worker", {
      name: multiKueueName(platform),
      serviceAccount,
      namespaces: new Map(platform.teams.map(({ name }) => [name, teamNamespace(platform, name)])),
    });
    // the first renewal asks for a token in the cloud, and tries it.
    const credential = onPremPurposes(platform).includes(PURPOSE)
      ? this.credential(login, serviceAccount, [...worker.ready, this.requester(serviceAccount).binding])
      : undefined;
    new BurstLink(this, "link", {
      name: multiKueueName(platform),
      namespace: KUEUE_NAMESPACE,
      annotations: platformAnnotations(platform),
      kubeconfigSecret: burstKubeconfigSecretName(platform),
      ...(credential && { dependsOn: [credential.chart.release] }),
    });
  }

  private requester(serviceAccount: ServiceAccount): TokenRequester {
    const { platform } = this;
    return new TokenRequester(this, "requester", {
      name: physicalName(platform, PURPOSE),
      group: credentialRenewalGroup(platform),
      serviceAccount,
    });
  }

  private credential(
    login: CloudLogin,
    account: ServiceAccount,
    dependsOn: readonly ITerraformDependable[],
  ): BurstCredential {
    const { platform, onPrem, cloud, locks } = this;
    const mirror = onPrem.registry;
    const origin = { locks, ...(mirror !== undefined && { mirror }) };
    return new BurstCredential(this, "credential", {
      name: physicalName(platform, PURPOSE),
      namespace: systemNamespace(platform),
      annotations: platformAnnotations(platform),
      region: cloud.region.name,
      ...awsIdentities(this, platform, cloud),
      purpose: PURPOSE,
      certificateSecret: rolesAnywhereCertificateSecretName(platform, PURPOSE),
      images: {
        identity: imageReference(TOOL_IMAGES["credential-helper"], origin),
        renew: imageReference(TOOL_IMAGES["aws-cli"], origin),
      },
      cluster: {
        name: clusterName(platform),
        endpoint: login.host,
        certificateAuthority: login.certificateAuthority,
      },
      account,
      secret: { namespace: KUEUE_NAMESPACE, name: burstKubeconfigSecretName(platform) },
      apiServerRanges: [onPrem.network.nodes, onPrem.network.services],
      dependsOn,
    });
  }
}
