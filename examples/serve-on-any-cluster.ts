import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { InferenceDeployment } from "../constructs/inference-deployment";

/**
 * One model served on a Kubernetes cluster that has nothing else of this project: no platform file, no catalog of pools.
 *
 * The cluster has a namespace `chat`, GPU nodes with the label `example.com/pool: l40s`, and in that namespace a ServiceAccount
 * `model-reader` that may read the bucket.
 */
export class ChatStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: "chat.tfstate" });
    new KubernetesProvider(this, "kubernetes", { configContext: "my-cluster" });
    new HelmProvider(this, "helm", { kubernetes: { configContext: "my-cluster" } });
    new InferenceDeployment(this, "assistant", {
      namespace: "chat",
      model: {
        name: "assistant",
        server: "vllm",
        image: `docker.io/vllm/vllm-openai@sha256:${"0".repeat(64)}`,
        precision: "fp8",
        parametersBillions: 8,
      },
      version: { version: "2026-11", sha256: "0".repeat(64) },
      store: { bucket: "my-models", prefix: "assistant", region: "eu-north-1" },
      fetchImage: `docker.io/rclone/rclone@sha256:${"0".repeat(64)}`,
      pool: { nodeSelector: { "example.com/pool": "l40s" }, unitResource: "nvidia.com/gpu" },
      cpus: 8,
      memoryGiB: 32,
      replicas: { min: 2, max: 4 },
      serviceAccountName: "model-reader",
      clientNamespaces: ["web"],
      owner: "chat@example.com",
    });
  }
}

/** `node dist/examples/serve-on-any-cluster.js` writes cdktf.out/stacks/chat/cdk.tf.json. */
if (require.main === module) {
  const app = new App();
  new ChatStack(app, "chat");
  app.synth();
}
