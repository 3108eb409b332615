import { ClusterAddOn } from "../constructs/cluster-add-on";
import { ControllerRetention, type FinalizedKind } from "../constructs/controller-retention";
import { GatewayController } from "../constructs/gateway-controller";
import { Keda } from "../constructs/keda";
import {
  internalLoadBalancer,
  LoadBalancerController,
  NETWORK_LOAD_BALANCER,
} from "../constructs/load-balancer-controller";
import {
  clusterName,
  inferenceNamespace,
  SERVICE_ACCOUNTS,
  SYSTEM_NODE_LABELS,
  subnetName,
  vpcName,
} from "../spec/names";
import type { Cloud, OnPrem, Platform, Side } from "../spec/platform";
import { gatewayClassName } from "../spec/serving-names";
import { type ServingNeeds, servingNeeds } from "../spec/serving-needs";
import { nodeTags } from "./ec2-pools";
import { inferenceFirst } from "./inference-first";
import type { PlatformStack } from "./platform-stack";
import { platformAnnotations } from "./space-labels";

/** What ends each kind of object that a model's controllers alone can end. */
const ENDS: Readonly<
  Record<"gateway" | "keda", { readonly controller: string; readonly kinds: readonly FinalizedKind[] }>
> = {
  // its proxies' Service is ended by whatever gave it an address, and the class of Gateways waits for the last of them.
  gateway: { controller: "Envoy Gateway", kinds: [{ apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway" }] },
  // its charts take the definitions of these kinds away, too.
  keda: {
    controller: "KEDA",
    kinds: [
      { apiVersion: "http.keda.sh/v1alpha1", kind: "HTTPScaledObject" },
      { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject" },
    ],
  },
};

/** What the on-prem cluster runs for its served models, as far as they need it and the cluster has none. */
export function onPremServingControllers(
  stack: PlatformStack,
  platform: Platform,
  { registry: mirror, existing }: OnPrem,
): void {
  const needs = servingNeeds(platform, "onPrem");
  keep(stack, platform, "onPrem", needs, existing);
  const annotations = platformAnnotations(platform);
  const common = { annotations, mirror };
  if (needs.gateway)
    new GatewayController(stack, "gateway", {
      ...common,
      className: gatewayClassName(platform),
      drainSec: drainSec(platform, "onPrem"),
    });
  if (needs.keda) new Keda(stack, "keda", common);
  if (needs.metricsServer) new ClusterAddOn(stack, "metrics-server", { ...common, chart: "metrics-server" });
}

/** What the EKS cluster runs for its served models, as far as they need it, on the system nodes. */
export function cloudServingControllers(
  stack: PlatformStack,
  platform: Platform,
  cloud: Cloud,
  cached: (registry: "public", repository: string) => string | undefined,
): void {
  const needs = servingNeeds(platform, "cloud");
  keep(stack, platform, "cloud", needs, []);
  const common = { annotations: platformAnnotations(platform), nodeSelector: SYSTEM_NODE_LABELS };
  const balancer = needs.loadBalancer
    ? new LoadBalancerController(stack, "load-balancer-controller", {
        clusterName: clusterName(platform),
        region: cloud.region.name,
        vpc: cloud.network.existing ? { id: cloud.network.existing.vpcId } : { name: vpcName(platform) },
        serviceAccount: SERVICE_ACCOUNTS.loadBalancer,
        tags: nodeTags(platform),
        nodeSelector: SYSTEM_NODE_LABELS,
        image: cached("public", "eks/aws-load-balancer-controller"),
      })
    : undefined;
  if (needs.gateway)
    new GatewayController(stack, "gateway", {
      ...common,
      className: gatewayClassName(platform),
      drainSec: drainSec(platform, "cloud"),
      loadBalancer: {
        class: NETWORK_LOAD_BALANCER,
        annotations: internalLoadBalancer(entranceSubnets(platform, cloud)),
      },
      ...(balancer && { dependsOn: [balancer.chart.release] }),
    });
  if (needs.keda) new Keda(stack, "keda", common);
  if (needs.certManager)
    new ClusterAddOn(stack, "cert-manager", {
      chart: "cert-manager",
      annotations: common.annotations,
      values: {
        crds: { enabled: true },
        nodeSelector: SYSTEM_NODE_LABELS,
        webhook: { nodeSelector: SYSTEM_NODE_LABELS },
        cainjector: { nodeSelector: SYSTEM_NODE_LABELS },
        startupapicheck: { nodeSelector: SYSTEM_NODE_LABELS },
      },
    });
}

/** Keeps what no model needs any more, until the objects that it serves are gone. */
function keep(
  stack: PlatformStack,
  platform: Platform,
  side: Side,
  needs: ServingNeeds,
  existing: OnPrem["existing"],
): void {
  for (const what of ["gateway", "keda"] as const)
    if (!needs[what] && !existing.includes(what))
      new ControllerRetention(stack, `${what}-retention`, {
        ...ENDS[what],
        namespace: inferenceNamespace(platform),
        remedy: inferenceFirst(platform, side),
      });
}

/** A proxy that ends waits for the slowest answer. */
function drainSec({ deployments }: Platform, side: "onPrem" | "cloud"): number {
  return Math.max(...deployments.filter((one) => one.side === side).map(({ requestTimeoutSec }) => requestTimeoutSec));
}

/** Subnets of the nodes, one a zone of the platform: on-prem reaches them over the link, the internet does not. */
function entranceSubnets(platform: Platform, { zones, network }: Cloud): readonly string[] {
  const { existing } = network;
  return zones.flatMap(
    (zone) => existing?.privateSubnetIds[zone] ?? (existing ? [] : [subnetName(platform, "nodes", zone)]),
  );
}
