import type { Json } from "../../review/json";
import { newWays } from "../../review/network-rules";
import { Secrets } from "../../review/plan/secrets";
import { protections } from "../../review/protections";
import type { ResourceChange } from "../../review/resource-changes";

const to = (cidr: string, except: readonly string[] = [], port?: number): Json => ({
  to: [{ ipBlock: { cidr, ...(except.length > 0 && { except }) } }],
  ...(port !== undefined && { ports: [{ port, protocol: "TCP" }] }),
});
const from = (namespaceSelector: Json, podSelector?: Json): Json => ({
  from: [{ namespaceSelector, ...(podSelector !== undefined && { podSelector }) }],
});
const named = (...values: string[]): Json => ({
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values }],
});

test.each<readonly [string, Json, Json, readonly string[]]>([
  ["a larger range", to("10.1.0.0/16"), to("10.0.0.0/8"), ["10.0.0.0/8 at any port"]],
  ["a smaller range", to("10.0.0.0/8"), to("10.1.0.0/16"), []],
  ["the range beside it", to("10.1.0.0/16"), to("10.2.0.0/16"), ["10.2.0.0/16 at any port"]],
  ["a gap less", to("10.0.0.0/8", ["10.1.0.0/16"]), to("10.0.0.0/8"), ["10.0.0.0/8 at any port"]],
  ["a gap more", to("10.0.0.0/8"), to("10.0.0.0/8", ["10.1.0.0/16"]), []],
  [
    "a smaller gap",
    to("10.0.0.0/8", ["10.1.0.0/16"]),
    to("10.0.0.0/8", ["10.1.0.0/17"]),
    ["10.0.0.0/8 without 10.1.0.0/17 at any port"],
  ],
  ["a larger gap", to("10.0.0.0/8", ["10.1.0.0/17"]), to("10.0.0.0/8", ["10.1.0.0/16"]), []],
  ["a part of a range beside its gap", to("10.0.0.0/8", ["10.1.0.0/16"]), to("10.2.0.0/16"), []],
  ["the gap", to("10.0.0.0/8", ["10.1.0.0/16"]), to("10.1.2.0/24"), ["10.1.2.0/24 at any port"]],
  ["another family", to("10.0.0.0/8"), to("fd00::/8"), ["fd00::/8 at any port"]],
  ["any port", to("10.0.0.0/8", [], 443), to("10.0.0.0/8"), ["10.0.0.0/8 at any port"]],
  ["one port of all", to("10.0.0.0/8"), to("10.0.0.0/8", [], 443), []],
  ["another port", to("10.0.0.0/8", [], 443), to("10.0.0.0/8", [], 22), ["10.0.0.0/8 at 22/TCP"]],
  ["anywhere", to("10.0.0.0/8"), {}, ["anywhere at any port"]],
  ["somewhere", {}, to("10.0.0.0/8"), []],
  ["a namespace more", from(named("a")), from(named("a", "b")), ["all pods of b at any port"]],
  ["a namespace less", from(named("a", "b")), from(named("b")), []],
  [
    "namespaces by another label",
    from({ matchLabels: { x: "1" } }),
    from({ matchLabels: { x: "2" } }),
    ["all pods of namespaces with x=2 at any port"],
  ],
  [
    "all pods of a namespace for some",
    from(named("a"), { matchLabels: { app: "x" } }),
    from(named("a")),
    ["all pods of a at any port"],
  ],
])("%s", (_, before, after, found) => {
  expect(newWays([before], [after])).toEqual(found);
});

test("a rule of the provider is the same as one of Kubernetes", () => {
  const provider = {
    from: [
      {
        ip_block: [],
        namespace_selector: [
          {
            match_labels: {},
            match_expressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["a"] }],
          },
        ],
        pod_selector: [],
      },
    ],
    ports: [{ port: "80", end_port: 0, protocol: "TCP" }],
  };
  const kubernetes = { ...(from(named("a")) as object), ports: [{ port: 80, protocol: "TCP" }] };
  expect(newWays([provider], [kubernetes])).toEqual([]);
  expect(newWays([kubernetes], [provider])).toEqual([]);
});

describe("a direction that a policy limits", () => {
  const spec = (types: readonly string[], egress: readonly Json[]) => ({
    spec: [{ pod_selector: [{}], policy_types: [...types], ingress: [], egress: [...egress] }],
  });
  const rows = (before: Json, after: Json) => {
    const change = {
      stack: "on-prem",
      address: "kubernetes_network_policy_v1.a",
      type: "kubernetes_network_policy_v1",
    };
    const whole = { ...change, action: "update", before, after } as unknown as ResourceChange;
    return protections([whole], [], [], new Secrets([])).map((row) => `${row.what}: ${row.after}`);
  };
  const limited = spec(["Ingress", "Egress"], [{ to: [{ ip_block: [{ cidr: "10.0.0.0/8" }] }] }]);

  test("and then limits no more is told as gone", () => {
    expect(rows(limited, spec(["Ingress"], []))).toEqual(["a limit of what leaves pods: gone"]);
  });

  test("and did not limit before is none", () => {
    expect(rows(spec(["Ingress"], []), limited)).toEqual([]);
    expect(rows(limited, limited)).toEqual([]);
  });
});
