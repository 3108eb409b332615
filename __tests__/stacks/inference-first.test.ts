import type { Platform } from "../../spec/platform";
import { CloudBurstStack } from "../../stacks/cloud-burst";
import { CloudFoundationStack } from "../../stacks/cloud-foundation";
import { CloudPlatformStack } from "../../stacks/cloud-platform";
import { OnPremStack } from "../../stacks/on-prem";
import type { PlatformStack } from "../../stacks/platform-stack";
import { byAddress, type Resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

const STACKS = {
  "cloud-foundation": CloudFoundationStack,
  "cloud-burst": CloudBurstStack,
  "cloud-platform": CloudPlatformStack,
  "on-prem": OnPremStack,
};
type Made = new (scope: object, platform: Platform, side?: object, locks?: object) => PlatformStack;

/** The text of a state of the example, changed. */
function synthesized(stack: keyof typeof STACKS, change?: (file: File) => void): string {
  const platform = examplePlatform(change);
  const side = stack === "on-prem" ? platform.onPrem : platform.cloud;
  return synthPlatformStack((app) => new (STACKS[stack] as Made)(app, platform, side, {}));
}

/** Changes of the example's deployments on one side. */
const each = (side: "onPrem" | "cloud", change: object) => (file: File) => {
  for (const one of file.deployments) if (one.side === side) Object.assign(one, structuredClone(change));
};
const INSIDE = { host: undefined, tls: undefined };
const SCALED = ["HTTPScaledObject", "ScaledObject"];

/** Kinds of objects whose presence stops a plan. */
function kinds(text: string): string[] {
  const looked: Resource[] = Object.values(JSON.parse(text).data?.kubernetes_resources ?? {});
  return looked.flatMap(({ kind, lifecycle }) => (lifecycle ? [kind] : [])).sort();
}

describe("controllers stay until nothing needs them to end", () => {
  const zero = (file: File) => {
    for (const one of file.deployments) if (one.name === "scan-segmenter-fra1") one.replicas = { min: 0, max: 3 };
  };

  test.each([
    ["a host on-prem", "on-prem", undefined, SCALED],
    ["a host on-prem, and a model that scales to zero", "on-prem", zero, []],
    ["neither on-prem", "on-prem", each("onPrem", INSIDE), ["Gateway", ...SCALED]],
    ["a host in the cloud", "cloud-platform", undefined, SCALED],
    ["neither in the cloud", "cloud-platform", each("cloud", INSIDE), ["Gateway", ...SCALED]],
  ] as const)("where there is %s", (_, stack, change, expected) => {
    expect(kinds(synthesized(stack, change))).toEqual(expected);
  });

  test("but not those that the cluster has of its own", () => {
    const equipped = (file: File) => {
      file.onPrem.existing = ["gateway", "keda"];
      each("onPrem", INSIDE)(file);
    };
    expect(kinds(synthesized("on-prem", equipped))).toEqual([]);
  });

  test("and the message says which state is first: that of an earlier file where this one serves nothing there", () => {
    expect(synthesized("on-prem", each("onPrem", INSIDE))).toContain(
      "; deploy inference-on-prem first: PLATFORM=FILE npx cdktf deploy inference-on-prem --ignore-missing-stack-dependencies",
    );
    const nothing = (file: File) => {
      file.deployments = file.deployments.filter(({ side }: File) => side !== "cloud");
    };
    expect(synthesized("cloud-platform", nothing)).toContain(
      "; this file has no inference-cloud; with the file as it was, PLATFORM=FILE npx cdktf destroy inference-cloud first",
    );
  });

  const isolated = (file: File) => {
    file.cloud.network.egress = "none";
  };
  const closed = each("cloud", INSIDE);

  test.each([
    ["cloud-burst", "with a host", undefined, 0],
    ["cloud-burst", "without", closed, 1],
    ["cloud-foundation", "with a host and no way out", isolated, 0],
    ["cloud-foundation", "without, and a way out", closed, 0],
    // the endpoint by which the controller reaches AWS goes with the last host.
    ["cloud-foundation", "without, and no way out", (file: File) => [isolated, closed].map((one) => one(file)), 1],
  ] as const)("%s %s looks for load balancers", (stack, _, change, times) => {
    const found = JSON.parse(synthesized(stack, change)).data?.aws_resourcegroupstaggingapi_resources ?? {};
    expect(Object.keys(found)).toEqual(Array(times).fill("load-balancer-retention"));
  });
});

describe("namespaces go before what ends their objects", () => {
  /** Releases that a namespace waits for. */
  function outlived(text: string, name: string): string[] {
    const all = byAddress(text);
    const namespace = Object.values(all).find(({ metadata }) => metadata?.name === name);
    return (namespace?.depends_on ?? []).map((address: string) => all[address]?.name).sort();
  }

  test("that of the proxies before the load balancer controller, which ends their Service", () => {
    expect(outlived(synthesized("cloud-platform"), "gateway-helm")).toEqual(["aws-load-balancer-controller"]);
  });

  test("that of KEDA's interceptor before KEDA, which scales it", () => {
    const zero = each("cloud", { replicas: { min: 0, max: 4 }, canary: undefined });
    expect(outlived(synthesized("cloud-platform", zero), "keda-add-ons-http")).toEqual(["keda"]);
  });

  test.each(["on-prem", "cloud-platform"] as const)(
    "those of teams in %s before Kueue, which releases workloads",
    (stack) => {
      expect(outlived(synthesized(stack), "acme-vision")).toEqual(["jobset", "kueue"]);
    },
  );

  test("and wait for no queue that the cluster has of its own", () => {
    const equipped = (file: File) => {
      file.onPrem.existing = ["jobset", "kueue"];
    };
    expect(outlived(synthesized("on-prem", equipped), "acme-vision")).toEqual([]);
  });
});
