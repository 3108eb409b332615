import { LocalBackend, S3Backend, TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { PROVIDER_RANGES, TERRAFORM_RANGE } from "../catalog/bill-of-materials";
import { literal } from "../constructs/literal";
import type { StackName } from "../spec/names";
import type { Platform } from "../spec/platform";
import { KubernetesBackend } from "./kubernetes-backend";

/** Terraform runs in cdktf.out/stacks/<stack>; paths in a synthesized file start there. */
export const FROM_STACK_TO_PROJECT = "../../..";

/** A path of the project, as a synthesized file must write it. */
export function fromStack(path: string): string {
  return path.startsWith("~/") ? path : `${FROM_STACK_TO_PROJECT}/${path}`;
}

/**
 * One Terraform state of the platform.
 *
 * Defines the backend, the Terraform version and the range of every provider that the stack uses. It defines no provider and no resource.
 */
export abstract class PlatformStack extends TerraformStack {
  constructor(
    scope: Construct,
    public readonly stackName: StackName,
    protected readonly platform: Platform,
  ) {
    super(scope, stackName);
    this.keepState();
    this.addOverride("terraform.required_version", TERRAFORM_RANGE);
  }

  /** Ranges are written last, when the stack knows which providers it uses: bindings would pin one exact version. */
  public override prepareStack(): void {
    super.prepareStack();
    const providers = this.node
      .findAll()
      .flatMap((construct) => (construct instanceof TerraformProvider ? [construct] : []));
    for (const provider of providers) {
      const name = provider.terraformResourceType as keyof typeof PROVIDER_RANGES;
      this.addOverride(`terraform.required_providers.${name}.version`, PROVIDER_RANGES[name]);
    }
  }

  private keepState(): void {
    const { name, state, onPrem } = this.platform;
    const onPremState = this.stackName === "on-prem" || this.stackName === "inference-on-prem";
    if (onPrem && onPremState && state.onPremInKubernetes) {
      const { context, kubeconfig } = onPrem.kubernetes;
      new KubernetesBackend(this, {
        secretSuffix: `${name}-${this.stackName}`,
        // it exists in every cluster before the first init, and only administrators read its Secrets.
        namespace: "kube-system",
        configContext: literal(context),
        ...(kubeconfig === undefined ? {} : { configPath: fromStack(kubeconfig) }),
      });
    } else if (state.main.kind === "s3") {
      const { bucket, region, kmsKey } = state.main;
      // without a key Terraform asks for AES256, whatever the bucket's own default is.
      const encryption = { encrypt: true, kmsKeyId: kmsKey };
      new S3Backend(this, { bucket, region, key: `${name}/${this.stackName}.tfstate`, ...encryption });
      // WORKAROUND: S3BackendConfig of cdktf 0.21 has no useLockfile.
      this.addOverride("terraform.backend.s3.use_lockfile", true);
    } else {
      new LocalBackend(this, { path: fromStack(`${state.main.path}/${this.stackName}.tfstate`) });
    }
  }
}
