import type { App } from "cdktf";
import type { ImageLocks } from "../spec/image-reference";
import type { StackName } from "../spec/names";
import type { Platform } from "../spec/platform";
import { burstManager } from "../spec/queues";
import { BurstLinkStack } from "./burst-link";
import { CloudBurstStack } from "./cloud-burst";
import { CloudFoundationStack } from "./cloud-foundation";
import { CloudPlatformStack } from "./cloud-platform";
import { InferenceStack } from "./inference";
import { hasInference } from "./inference-first";
import { OnPremStack } from "./on-prem";
import type { PlatformStack } from "./platform-stack";

/** The stacks that a platform calls for, in deploy order, with what each waits for. */
export function addStacks(app: App, platform: Platform, locks: ImageLocks): readonly PlatformStack[] {
  const { onPrem, cloud } = platform;
  const stacks = new Map<StackName, PlatformStack>();
  const add = (stack: PlatformStack, ...after: StackName[]) => {
    stacks.set(stack.stackName, stack);
    for (const name of after) {
      const dependency = stacks.get(name);
      if (dependency) stack.addDependency(dependency);
    }
  };

  if (cloud) {
    add(new CloudFoundationStack(app, platform));
    add(new CloudBurstStack(app, platform), "cloud-foundation");
    add(new CloudPlatformStack(app, platform, cloud), "cloud-burst");
  }
  if (onPrem) add(new OnPremStack(app, platform, onPrem, locks));
  if (onPrem && cloud && burstManager(platform))
    add(new BurstLinkStack(app, platform, onPrem, cloud, locks), "on-prem", "cloud-platform");
  if (hasInference(platform, "onPrem")) add(new InferenceStack(app, platform, "onPrem", locks), "on-prem");
  if (hasInference(platform, "cloud")) add(new InferenceStack(app, platform, "cloud", locks), "cloud-platform");
  return [...stacks.values()];
}
