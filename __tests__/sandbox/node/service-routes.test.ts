import type { Pod } from "../../../sandbox/node/pod";
import { type Service, serviceRoute } from "../../../sandbox/node/service-routes";

const service: Service = {
  metadata: { uid: "1", name: "kueue-webhook-service", namespace: "kueue-system" },
  spec: {
    clusterIP: "10.96.4.7",
    selector: { "control-plane": "controller-manager" },
    ports: [{ port: 443, targetPort: 9443 }, { port: 8080 }],
  },
};

function pod(
  labels: Readonly<Record<string, string>>,
  ports: Readonly<Record<string, number>>,
  namespace = "kueue-system",
) {
  return {
    pod: { metadata: { name: "kueue", namespace, uid: "2", labels }, spec: { containers: [] } } as Pod,
    podIp: "10.244.255.2",
    portOf: (named: number | string) => ports[named],
  };
}

const kueue = pod({ "control-plane": "controller-manager" }, { 9443: 21_001, 8080: 21_002 });

test("leads from a Service's address to the port of the pod that it selects", () => {
  expect(serviceRoute([service], [kueue], "10.96.4.7", 443)).toBe(21_001);
});

test("takes the Service's own port where it names no other", () => {
  expect(serviceRoute([service], [kueue], "10.96.4.7", 8080)).toBe(21_002);
});

test.each([
  ["another address", "10.96.4.8", 443],
  ["a port that the Service does not have", "10.96.4.7", 9443],
])("leads nowhere from %s", (_, host, port) => {
  expect(serviceRoute([service], [kueue], host, port)).toBeUndefined();
});

test("passes over pods that are not ready, have other labels or are in another namespace", () => {
  const unready = pod({ "control-plane": "controller-manager" }, {});
  const other = pod({ "control-plane": "jobset" }, { 9443: 1 });
  const elsewhere = pod({ "control-plane": "controller-manager" }, { 9443: 2 }, "default");
  expect(serviceRoute([service], [unready, other, elsewhere], "10.96.4.7", 443)).toBeUndefined();
  expect(serviceRoute([service], [unready, other, elsewhere, kueue], "10.96.4.7", 443)).toBe(21_001);
});

test("never takes a Service without a selector for one that selects all", () => {
  const { selector, ...spec } = service.spec;
  expect(selector).toBeDefined();
  expect(serviceRoute([{ ...service, spec }], [kueue], "10.96.4.7", 443)).toBeUndefined();
});

test("leads from a pod's own address, by which the API server reaches what a Service stands for", () => {
  expect(serviceRoute([], [kueue], "10.244.255.2", 9443)).toBe(21_001);
  expect(serviceRoute([], [kueue], "10.244.255.2", 9444)).toBeUndefined();
});
