import { TerraformBackend, TerraformRemoteState } from "cdktf";
import type { Construct } from "constructs";

/** Properties for {@link KubernetesBackend}. */
export interface KubernetesBackendProps {
  /** The Secret is called `tfstate-default-<secretSuffix>`. */
  readonly secretSuffix: string;
  /** Namespace of the Secret; it must exist before the first `init`. */
  readonly namespace: string;
  /** Context of the kubeconfig. */
  readonly configContext: string;
  /**
   * Path of the kubeconfig.
   *
   * @default - KUBE_CONFIG_PATH, as Terraform reads it
   */
  readonly configPath?: string;
}

/**
 * State in a Secret of a Kubernetes cluster, locked by a Lease.
 *
 * WORKAROUND: cdktf 0.21 has no class for Terraform's `kubernetes` backend.
 */
export class KubernetesBackend extends TerraformBackend {
  constructor(
    scope: Construct,
    private readonly props: KubernetesBackendProps,
  ) {
    super(scope, "backend", "kubernetes");
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const { secretSuffix, namespace, configContext, configPath } = this.props;
    return {
      secret_suffix: secretSuffix,
      namespace,
      config_context: configContext,
      ...(configPath === undefined ? {} : { config_path: configPath }),
    };
  }

  /** No stack reads another's state: facts travel by name. */
  public override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error("the kubernetes backend is read by no other stack: look the thing up by its name instead");
  }
}
