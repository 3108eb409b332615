import { Traffic, type TrafficProps } from "../../constructs/traffic";
import { type Resource, synthKubernetes } from "../kubernetes-synth";

function policies(overrides: Partial<TrafficProps> = {}): Record<string, Resource> {
  const all = synthKubernetes((stack) => new Traffic(stack, "traffic", { namespace: "acme-vision", ...overrides }));
  return Object.fromEntries(Object.values(all).map((one) => [one.metadata.name, one.spec]));
}

describe("Traffic", () => {
  test("opens DNS and nothing else by default", () => {
    const { "default-deny": deny, dns, ...others } = policies();
    expect(others).toEqual({});
    expect(deny).toEqual({ pod_selector: {}, policy_types: ["Ingress", "Egress"] });
    expect(dns?.policy_types).toEqual(["Egress"]);
    expect(dns?.egress).toEqual([
      {
        to: [
          {
            namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "kube-system" } },
            pod_selector: { match_labels: { "k8s-app": "kube-dns" } },
          },
          { ip_block: { cidr: "169.254.20.10/32" } },
        ],
        ports: [
          { port: "53", protocol: "UDP" },
          { port: "53", protocol: "TCP" },
        ],
      },
    ]);
  });

  test("lets workers of a namespace talk to each other, both ways, and to nobody of another", () => {
    expect(policies({ within: true }).within).toEqual({
      pod_selector: {},
      policy_types: ["Ingress", "Egress"],
      ingress: [{ from: [{ pod_selector: {} }] }],
      egress: [{ to: [{ pod_selector: {} }] }],
    });
  });

  test("opens ranges with their exceptions and ports", () => {
    const to = [{ cidr: "0.0.0.0/0", except: ["10.60.0.0/16"], ports: [443] }, { cidr: "10.0.0.1/32" }];
    expect(policies({ to }).outside?.egress).toEqual([
      {
        to: [{ ip_block: { cidr: "0.0.0.0/0", except: ["10.60.0.0/16"] } }],
        ports: [{ port: "443", protocol: "TCP" }],
      },
      { to: [{ ip_block: { cidr: "10.0.0.1/32" } }] },
    ]);
  });

  test("opens ports of another namespace", () => {
    expect(policies({ toNamespaces: [{ namespace: "acme-system", ports: [8333] }] })["to-acme-system"]?.egress).toEqual(
      [
        {
          to: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "acme-system" } } }],
          ports: [{ port: "8333", protocol: "TCP" }],
        },
      ],
    );
  });
});
