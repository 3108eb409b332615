import type { Platform } from "./platform";

type Named = Pick<Platform, "name">;

/** The Gateway of one side's served models, in the inference namespace. */
export function gatewayName(platform: Named): string {
  return platform.name;
}

/** Class of the Gateway: the platform makes one of its name for Envoy Gateway; where a gateway exists, its administrator does. */
export function gatewayClassName(platform: Named): string {
  return platform.name;
}

/** KEDA's HTTP interceptor: service and namespace are those of its chart. */
export const INTERCEPTOR = {
  namespace: "keda-add-ons-http",
  service: "keda-add-ons-http-interceptor-proxy",
  port: 8080,
} as const;

/** The platform's own Prometheus, inside its cluster: the release is called like its chart. */
export const PROMETHEUS_URL = "http://kube-prometheus-stack-prometheus.kube-prometheus-stack.svc:9090";

/** Namespaces of what stands between clients and models, or measures them: the platform's own releases are called like their charts. */
export const ENTRANCE_NAMESPACES = ["gateway-helm", INTERCEPTOR.namespace, "kube-prometheus-stack"] as const;

/** Label of further namespaces that may send requests to models. An administrator sets it. */
export const CLIENT_LABEL = { key: "gpu.platform/clients", value: "true" } as const;

/** Endings of the names that a deployment's own objects have beside its name. */
export const DEPLOYMENT_ENDINGS = ["canary", "stable", "pods", "settings", "object-store", "serving", "cache"] as const;
