import type { Platform } from "../../spec/platform";
import { CloudBurstStack } from "../../stacks/cloud-burst";
import { CloudFoundationStack } from "../../stacks/cloud-foundation";
import { CloudPlatformStack } from "../../stacks/cloud-platform";
import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, type Resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { byAddress, resources, synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

/** Releases that exist for what is served. */
const SERVING = [
  "aws-load-balancer-controller",
  "cert-manager",
  "gateway-class",
  "gateway-helm",
  "keda",
  "keda-add-ons-http",
  "metrics-server",
];

function onPrem(change?: (file: File) => void): Record<string, Resource> {
  const platform = examplePlatform(change);
  return byAddress(synthPlatformStack((app) => new OnPremStack(app, platform, required(platform.onPrem), {})));
}

function cloud(change?: (file: File) => void): Record<string, Resource> {
  const platform = examplePlatform(change);
  return byAddress(synthPlatformStack((app) => new CloudPlatformStack(app, platform, required(platform.cloud))));
}

function required<T>(side: T | undefined): T {
  if (side === undefined) throw new Error("the example has both sides");
  return side;
}

function releases(all: Record<string, Resource>): string[] {
  return Object.entries(all)
    .flatMap(([address, { name }]) => (address.startsWith("helm_release.") && SERVING.includes(name) ? [name] : []))
    .sort();
}

function release(all: Record<string, Resource>, name: string): Resource {
  return Object.values(all).find((one) => one.chart !== undefined && one.name === name) ?? {};
}

/** A deployment of the example, changed. */
const served =
  (name: string, change: object) =>
  (file: File): void => {
    Object.assign(
      file.deployments.find((one: File) => one.name === name),
      change,
    );
  };

const INSIDE = { host: undefined, tls: undefined };

describe("what serves the routes on-prem", () => {
  test("is a gateway where a deployment has a host, and resource metrics where one scales", () => {
    expect(releases(onPrem())).toEqual(["cert-manager", "gateway-class", "gateway-helm", "metrics-server"]);
    expect(releases(onPrem(served("road-detector-fra1", INSIDE)))).toEqual(["cert-manager", "metrics-server"]);
    const fixed = (file: File) => {
      for (const one of file.deployments) one.replicas = { min: 2, max: 2 };
    };
    expect(releases(onPrem(fixed))).toEqual(["cert-manager", "gateway-class", "gateway-helm"]);
  });

  test("is KEDA with its HTTP add-on where a deployment scales to zero", () => {
    const all = onPrem(served("scan-segmenter-fra1", { replicas: { min: 0, max: 3 } }));
    expect(releases(all)).toEqual(expect.arrayContaining(["keda", "keda-add-ons-http"]));
    expect(release(all, "keda-add-ons-http").depends_on).toEqual([
      expect.stringMatching(/^helm_release\.keda_operator/),
    ]);
    expect(helmValues(release(all, "keda-add-ons-http")).securityContext).toEqual({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  test("is not installed where the cluster has it", () => {
    const equipped = (file: File) => {
      file.onPrem.existing = ["certManager", "gateway", "keda", "metricsServer"];
      served("scan-segmenter-fra1", { replicas: { min: 0, max: 3 } })(file);
    };
    expect(releases(onPrem(equipped))).toEqual([]);
  });

  test("gives a class of Gateways, called like the platform, whose proxies finish what they have begun", () => {
    const all = onPrem(served("road-detector-fra1", { requestTimeoutSec: 570 }));
    expect(helmValues(release(all, "gateway-class"))).toEqual({
      annotations: { "gpu.platform/owner": "ml-platform@acme.example" },
      name: "acme",
      controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
      proxies: { replicas: 2, nodeSelector: {}, drainSec: 570 },
      service: { loadBalancerClass: null, annotations: {} },
    });
    expect(release(all, "gateway-class").depends_on).toEqual([
      expect.stringMatching(/^helm_release\.gateway_controller/),
    ]);
  });

  test("comes from the site's registry, charts and images", () => {
    const all = onPrem((file) => {
      file.onPrem.registry = "registry.fra1.acme.example";
      served("scan-segmenter-fra1", { replicas: { min: 0, max: 3 } })(file);
    });
    const mirror = "registry.fra1.acme.example";
    expect(release(all, "gateway-helm").repository).toBe(`oci://${mirror}/docker.io/envoyproxy`);
    expect(helmValues(release(all, "gateway-helm")).global).toEqual({ imageRegistry: `${mirror}/docker.io` });
    expect(helmValues(release(all, "keda")).global).toEqual({ image: { registry: `${mirror}/ghcr.io` } });
    expect(helmValues(release(all, "keda-add-ons-http")).images.interceptor).toBe(
      `${mirror}/ghcr.io/kedacore/http-add-on-interceptor`,
    );
    expect(helmValues(release(all, "metrics-server")).image.repository).toBe(
      `${mirror}/registry.k8s.io/metrics-server/metrics-server`,
    );
  });
});

describe("what serves the routes in the cloud", () => {
  test("is a gateway with an address, where a deployment has a host; resource metrics are an add-on of the cluster", () => {
    expect(releases(cloud())).toEqual(["aws-load-balancer-controller", "gateway-class", "gateway-helm"]);
    expect(releases(cloud(served("road-detector-cloud", INSIDE)))).toEqual([]);
  });

  test("is cert-manager where an issuer makes a certificate", () => {
    expect(releases(cloud(served("road-detector-cloud", { tls: { issuer: "acme-ca" } })))).toContain("cert-manager");
  });

  test("is KEDA where a deployment scales to zero, without resource metrics of its own", () => {
    const zero = { replicas: { min: 0, max: 4 }, canary: undefined };
    expect(releases(cloud(served("road-detector-cloud", zero)))).toEqual(
      expect.arrayContaining(["keda", "keda-add-ons-http"]),
    );
  });

  test("has addresses of the nodes' subnets, never of the internet", () => {
    const { service, proxies } = helmValues(release(cloud(), "gateway-class"));
    expect(service).toEqual({
      loadBalancerClass: "service.k8s.aws/nlb",
      annotations: {
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
        "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
        "service.beta.kubernetes.io/aws-load-balancer-subnets": "acme-nodes-eu-north-1a, acme-nodes-eu-north-1b",
      },
    });
    expect(proxies.nodeSelector).toEqual({ "gpu.platform/nodes": "system" });
  });

  test("finds its network by name, or by the id of one that exists", () => {
    expect(helmValues(release(cloud(), "aws-load-balancer-controller"))).toMatchObject({
      clusterName: "acme-burst",
      region: "eu-north-1",
      vpcTags: { Name: "acme-vpc" },
      enableServiceMutatorWebhook: false,
      defaultTags: { "gpu.platform/name": "acme" },
    });
    const existing = cloud((file) => {
      file.cloud.network = {
        existing: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: { "eu-north-1a": "subnet-0123456789abcdef0", "eu-north-1b": "subnet-0123456789abcdef1" },
        },
        services: "172.20.0.0/16",
      };
    });
    const values = helmValues(release(existing, "aws-load-balancer-controller"));
    expect(values.vpcId).toBe("vpc-0123456789abcdef0");
    expect(values).not.toHaveProperty("vpcTags");
    expect(
      helmValues(release(existing, "gateway-class")).service.annotations[
        "service.beta.kubernetes.io/aws-load-balancer-subnets"
      ],
    ).toBe("subnet-0123456789abcdef0, subnet-0123456789abcdef1");
  });
});

describe("the load balancer controller at AWS", () => {
  const burst = (change?: (file: File) => void) => {
    const platform = examplePlatform(change);
    return synthPlatformStack((app) => new CloudBurstStack(app, platform));
  };
  const roles = (json: string) => resources(json, "aws_iam_role").map(({ name }) => name);

  test("has an identity only where it is installed", () => {
    expect(roles(burst())).toContain("acme-load-balancer");
    expect(roles(burst(served("road-detector-cloud", INSIDE)))).not.toContain("acme-load-balancer");
  });

  test("changes and ends only what carries its cluster's name", () => {
    const policy = resources(burst(), "aws_iam_role_policy")
      .map((one) => JSON.parse(String(one.policy)))
      .find(({ Statement }) => Statement.some(({ Sid }: Resource) => Sid === "LetTrafficIn"));
    const owned = { StringEquals: { "aws:ResourceTag/elbv2.k8s.aws/cluster": "acme-burst" } };
    for (const sid of ["Change", "Tag", "EndSecurityGroups"])
      expect(policy.Statement.find(({ Sid }: Resource) => Sid === sid).Condition).toEqual(owned);
    for (const { Action } of policy.Statement)
      for (const action of Action) expect(action).not.toMatch(/\*|WebAcl|wafv2|shield|cognito|acm/i);
    // what it does to whatever it finds is reading, and letting traffic in.
    const anywhere = policy.Statement.filter(({ Resource: at }: Resource) => at.includes("*"));
    expect(anywhere.map(({ Sid }: Resource) => Sid)).toEqual(["LookUp", "FirstLoadBalancer"]);
  });

  test("is reached where the network has no way out", () => {
    const closed = examplePlatform((file: File) => {
      file.cloud.network.egress = "none";
    });
    const services = (platform: Platform) =>
      resources(
        synthPlatformStack((app) => new CloudFoundationStack(app, platform)),
        "aws_vpc_endpoint",
      ).map(({ service_name }) => service_name);
    expect(services(closed)).toContain("com.amazonaws.eu-north-1.elasticloadbalancing");
    const image = helmValues(
      release(
        cloud((file) => Object.assign(file.cloud.network, { egress: "none" })),
        "aws-load-balancer-controller",
      ),
    ).image;
    expect(image.repository).toBe(
      "111122223333.dkr.ecr.eu-north-1.amazonaws.com/acme/public/eks/aws-load-balancer-controller",
    );
  });
});
