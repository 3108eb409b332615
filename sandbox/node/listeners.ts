import { parse, stringify } from "yaml";

/** Gives the port on this machine that stands for one of a container. */
export type PortOf = (containerPort: number) => number;

/** Configurations whose listeners are known: what Kueue and JobSet read at their start. */
const KNOWN = /^apiVersion: config\.(kueue|jobset)\.x-k8s\.io\//m;

interface ManagerConfiguration {
  readonly kind?: string;
  readonly webhook?: { readonly port?: number };
  readonly metrics?: { readonly bindAddress?: string };
  readonly health?: { readonly healthProbeBindAddress?: string };
  readonly visibilityServer?: object;
}

/** Ports where the configuration names none; both controllers' own. */
const USUAL = { webhook: 9443, metrics: 8443, health: 8081, visibility: 8082 } as const;

/**
 * Moves the listeners of a controller's configuration to ports of this machine, on loopback: processes share one network, pods do not. The rest of the
 * configuration, and any other text, stays as it is.
 */
export function movedListeners(content: Buffer, portOf: PortOf): Buffer {
  const text = content.toString("utf8");
  if (!KNOWN.test(text)) return content;
  const configuration = parse(text) as ManagerConfiguration;
  if (configuration.kind !== "Configuration") return content;
  const { webhook, metrics, health } = configuration;
  const moved = {
    ...configuration,
    webhook: { ...webhook, host: "127.0.0.1", port: portOf(webhook?.port ?? USUAL.webhook) },
    metrics: { ...metrics, bindAddress: address(metrics?.bindAddress, USUAL.metrics, portOf) },
    health: { ...health, healthProbeBindAddress: address(health?.healthProbeBindAddress, USUAL.health, portOf) },
    ...(text.includes("config.kueue.x-k8s.io") && {
      visibilityServer: {
        ...configuration.visibilityServer,
        bindAddress: "127.0.0.1",
        bindPort: portOf(USUAL.visibility),
      },
    }),
  };
  return Buffer.from(stringify(moved, { lineWidth: 0 }));
}

function address(configured: string | undefined, usual: number, portOf: PortOf): string {
  // `0` turns the listener off.
  if (configured === "0") return configured;
  return `127.0.0.1:${portOf(Number(configured?.split(":").at(-1) || usual))}`;
}
