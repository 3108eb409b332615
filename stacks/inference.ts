import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { Construct } from "constructs";
import { InferenceDeployment } from "../constructs/inference-deployment";
import { literals } from "../constructs/literal";
import { ModelGateway } from "../constructs/model-gateway";
import { check } from "../constructs/validation";
import type { ImageLocks } from "../spec/image-reference";
import { inferenceNamespace, SERVICE_ACCOUNTS } from "../spec/names";
import type { Deployment, Platform, Side } from "../spec/platform";
import { DEPLOYMENT_ENDINGS, gatewayClassName, gatewayName } from "../spec/serving-names";
import { awsProvider } from "./aws-provider";
import { batchSchedules, schedulesBatches } from "./batches";
import { cloudHelm, cloudKubernetes, cloudLogin } from "./cloud-cluster";
import { INFERENCE_STACKS } from "./inference-first";
import { copiesModels, modelCopyJobs } from "./model-copies";
import { onPremHelm, onPremKubernetes } from "./on-prem-cluster";
import { PlatformStack } from "./platform-stack";
import { servedModel, tlsSecret } from "./served-model";
import { platformAnnotations } from "./space-labels";

/**
 * The served models of one side: `inference-on-prem` or `inference-cloud`; on-prem also the copies of models for both sides, and
 * where the queues are managed the schedules of batch inference.
 *
 * The namespace, the priority class and the GPU pools are its side's; the models are in the side's object store.
 */
export class InferenceStack extends PlatformStack {
  private readonly deployments: readonly Deployment[];

  constructor(
    scope: Construct,
    platform: Platform,
    private readonly side: Side,
    private readonly locks: ImageLocks,
  ) {
    super(scope, INFERENCE_STACKS[side], platform);
    this.deployments = platform.deployments.filter((deployment) => deployment.side === side);
    check(this, ...collisions(this.deployments));
    this.cluster();
    if (this.deployments.length > 0) this.account();
    this.gateway();
    this.models();
    if (schedulesBatches(platform, side)) batchSchedules(this, platform, locks);
    if (side === "onPrem") modelCopyJobs(this, platform, locks);
  }

  private cluster(): void {
    const { onPrem, cloud } = this.platform;
    const charts =
      this.deployments.length > 0 ||
      schedulesBatches(this.platform, this.side) ||
      (this.side === "onPrem" && copiesModels(this.platform));
    if (this.side === "onPrem" && onPrem) {
      onPremKubernetes(this, onPrem);
      if (charts) onPremHelm(this, onPrem);
    }
    if (this.side === "cloud" && cloud) {
      awsProvider(this, this.platform, cloud);
      const login = cloudLogin(this, this.platform, cloud);
      cloudKubernetes(this, login);
      if (charts) cloudHelm(this, login);
    }
  }

  /** The identity of all models that need none of their own. */
  private account(): void {
    new ServiceAccountV1(this, "account", {
      metadata: {
        name: SERVICE_ACCOUNTS.inference.name,
        namespace: inferenceNamespace(this.platform),
        annotations: literals(platformAnnotations(this.platform)),
      },
      automountServiceAccountToken: false,
    });
  }

  private gateway(): void {
    const routed = this.deployments.flatMap(({ name, host, tls }) =>
      host === undefined ? [] : [[name, { host, secret: tlsSecret(name, tls) }] as const],
    );
    if (routed.length === 0) return;
    new ModelGateway(this, "gateway", {
      namespace: inferenceNamespace(this.platform),
      name: gatewayName(this.platform),
      gatewayClass: gatewayClassName(this.platform),
      listeners: new Map(routed),
      owner: this.platform.owner,
    });
  }

  private models(): void {
    const deployments = new Construct(this, "deployments");
    for (const deployment of this.deployments)
      new InferenceDeployment(deployments, deployment.name, servedModel(this.platform, deployment, this.locks));
  }
}

/** Objects of two deployments must not meet: `road` with a canary has a `road-canary`. */
function collisions(deployments: readonly Deployment[]): readonly string[] {
  const names = new Set(deployments.map(({ name }) => name));
  return deployments.flatMap(({ name }) =>
    DEPLOYMENT_ENDINGS.filter((ending) => names.has(`${name}-${ending}`)).map(
      (ending) =>
        `deployment "${name}" may make objects called "${name}-${ending}", which is another deployment; rename that one`,
    ),
  );
}
