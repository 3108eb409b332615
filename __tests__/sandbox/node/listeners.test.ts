import { parse } from "yaml";
import { movedListeners } from "../../../sandbox/node/listeners";

const portOf = (port: number) => port + 10_000;
const moved = (text: string): unknown => parse(movedListeners(Buffer.from(text), portOf).toString());

test("moves every listener of Kueue to loopback, and leaves the rest as it is", () => {
  const configuration = `apiVersion: config.kueue.x-k8s.io/v1beta2
kind: Configuration
health: { healthProbeBindAddress: ":8081" }
metrics: { bindAddress: ":8443", enableClusterQueueResources: true }
webhook: { port: 9443 }
multiKueue: { workerLostTimeout: 4h }
`;
  expect(moved(configuration)).toEqual({
    apiVersion: "config.kueue.x-k8s.io/v1beta2",
    kind: "Configuration",
    health: { healthProbeBindAddress: "127.0.0.1:18081" },
    metrics: { bindAddress: "127.0.0.1:18443", enableClusterQueueResources: true },
    webhook: { host: "127.0.0.1", port: 19_443 },
    visibilityServer: { bindAddress: "127.0.0.1", bindPort: 18_082 },
    multiKueue: { workerLostTimeout: "4h" },
  });
});

test("moves JobSet's listeners where its configuration names none, and adds none that it does not have", () => {
  expect(moved("apiVersion: config.jobset.x-k8s.io/v1alpha1\nkind: Configuration\n")).toEqual({
    apiVersion: "config.jobset.x-k8s.io/v1alpha1",
    kind: "Configuration",
    health: { healthProbeBindAddress: "127.0.0.1:18081" },
    metrics: { bindAddress: "127.0.0.1:18443" },
    webhook: { host: "127.0.0.1", port: 19_443 },
  });
});

test("leaves a listener off that is turned off", () => {
  const text = 'apiVersion: config.jobset.x-k8s.io/v1alpha1\nkind: Configuration\nmetrics: { bindAddress: "0" }\n';
  expect(moved(text)).toMatchObject({ metrics: { bindAddress: "0" } });
});

test.each([
  "apiVersion: config.karpenter.sh/v1\nkind: Configuration\nwebhook: { port: 9443 }\n",
  "-----BEGIN CERTIFICATE-----\nMIIB\n",
  "apiVersion: config.kueue.x-k8s.io/v1beta2\nkind: Other\n",
])("leaves any other file as it is: %#", (text) => {
  expect(movedListeners(Buffer.from(text), portOf).toString()).toBe(text);
});
