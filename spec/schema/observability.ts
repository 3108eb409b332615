import { z } from "zod";
import { DEFAULTS } from "../defaults";
import { url, whole } from "../formats";

const { alerts: AFTER } = DEFAULTS.observability;

const alerts = z
  .strictObject({
    gpuIdleMinutes: whole("A run holds a GPU that does nothing for so long.", 5, 1440).default(AFTER.gpuIdleMinutes),
    queueWaitMinutes: whole("Runs wait in a queue that admits none for so long.", 10, 10080).default(
      AFTER.queueWaitMinutes,
    ),
    nodeLostMinutes: whole("A node is not ready for so long.", 1, 60).default(AFTER.nodeLostMinutes),
    linkDownMinutes: whole(
      "The burst queues can send nothing for so long. At most 120: Kueue gives a lost cluster's runs up after 240.",
      1,
      120,
    ).default(AFTER.linkDownMinutes),
  })
  .prefault({})
  .describe("How long something lasts before it is reported, in minutes.");

/** What watches the platform: monitors, alert rules and a dashboard, for Prometheus and Grafana. */
export const observability = z
  .strictObject({
    onPrem: z
      .boolean()
      .default(DEFAULTS.observability.onPrem)
      .describe("Monitors, alert rules and dashboard in the on-prem cluster, for its Prometheus."),
    cloud: z
      .boolean()
      .default(DEFAULTS.observability.cloud)
      .describe("The same in EKS, with a Prometheus and NVIDIA's exporter, which are installed there."),
    labels: z
      .record(
        z.string().regex(/^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/),
        z.string().regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/),
      )
      .optional()
      .describe(
        "Labels of monitors, rules and dashboard, by which an existing Prometheus selects them; {} where it selects all.",
      ),
    prometheus: url(
      "Address of the Prometheus that onPrem.existing lists, inside the cluster: scaling by requests asks it.",
    ).optional(),
    dashboard: z
      .boolean()
      .default(DEFAULTS.observability.dashboard)
      .describe("A Grafana dashboard, in a ConfigMap that Grafana's sidecar reads."),
    alerts,
  })
  .describe("What watches the platform.");
