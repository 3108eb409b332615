import { parse, parseAllDocuments } from "yaml";
import { egressConfig, kwokctlConfig, tokenWebhookConfig } from "../../../sandbox/clusters/cluster-config";

const ports = {
  apiServer: 20_001,
  etcd: 20_002,
  etcdPeer: 20_003,
  controllerManager: 20_004,
  scheduler: 20_005,
  kwok: 20_006,
  tokenWebhook: 20_007,
};

const programs = {
  etcd: "/e/etcd",
  kubeApiserver: "/e/kube-apiserver",
  kubeControllerManager: "/e/kube-controller-manager",
  kubeScheduler: "/e/kube-scheduler",
  kwok: "/e/kwok",
  kubectl: "/e/kubectl",
};

interface Patch {
  readonly name: string;
  readonly extraArgs: readonly { readonly key: string; readonly value: string }[];
}

interface Configuration {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly componentsPatches: readonly Patch[];
}

const documents = parseAllDocuments(
  kwokctlConfig({
    ports,
    programs,
    serviceCidr: "172.20.0.0/16",
    podCidr: "10.244.0.0/16",
    egressFile: "/s/egress.yaml",
    tokenWebhookFile: "/s/tokens.yaml",
    runByProcess: ".metadata.labels.process",
  }),
).map((document) => document.toJS() as Configuration);

const [configuration] = documents;

function argument(component: string, key: string): string | undefined {
  const patch = configuration?.componentsPatches.find(({ name }) => name === component);
  return patch?.extraArgs.find((one) => one.key === key)?.value;
}

describe("the configuration of a control plane", () => {
  test("sets every port and every program, on loopback: kwokctl would take any otherwise", () => {
    expect(configuration?.options).toEqual({
      runtime: "binary",
      bindAddress: "127.0.0.1",
      kubeApiserverPort: 20_001,
      etcdPort: 20_002,
      etcdPeerPort: 20_003,
      kubeControllerManagerPort: 20_004,
      kubeSchedulerPort: 20_005,
      kwokControllerPort: 20_006,
      etcdBinary: "/e/etcd",
      kubeApiserverBinary: "/e/kube-apiserver",
      kubeControllerManagerBinary: "/e/kube-controller-manager",
      kubeSchedulerBinary: "/e/kube-scheduler",
      kwokControllerBinary: "/e/kwok",
      kubectlBinary: "/e/kubectl",
    });
  });

  test("leads webhooks and foreign tokens to the agent", () => {
    expect(argument("kube-apiserver", "egress-selector-config-file")).toBe("/s/egress.yaml");
    expect(argument("kube-apiserver", "authentication-token-webhook-config-file")).toBe("/s/tokens.yaml");
    expect(argument("kube-apiserver", "service-cluster-ip-range")).toBe("172.20.0.0/16");
    expect(argument("kube-apiserver", "advertise-address")).toBe("127.0.0.1");
  });

  test("lets kwok play only the nodes that say so", () => {
    expect(argument("kube-controller-manager", "use-service-account-credentials")).toBe("true");
    expect(argument("kwok-controller", "node-lease-duration-seconds")).toBe("40");
    expect(argument("kwok-controller", "manage-all-nodes")).toBe("false");
    expect(argument("kwok-controller", "manage-nodes-with-annotation-selector")).toBe("kwok.x-k8s.io/node=fake");
  });

  test("brings its own stages, in place of those that kwok would use", () => {
    const stages = documents.slice(1);
    expect(stages.every(({ kind }) => kind === "Stage")).toBe(true);
    const resources = new Set(
      stages.map((stage) => (stage as unknown as { spec: { resourceRef: { kind: string } } }).spec.resourceRef.kind),
    );
    expect(resources).toEqual(new Set(["Node", "Pod"]));
  });
});

test("the egress proxy is met by its socket: over TCP the API server would panic", () => {
  expect(parse(egressConfig("/s/egress.sock"))).toMatchObject({
    egressSelections: [
      {
        name: "cluster",
        connection: { proxyProtocol: "HTTPConnect", transport: { uds: { udsName: "/s/egress.sock" } } },
      },
    ],
  });
});

test("the token webhook is met on loopback", () => {
  expect(parse(tokenWebhookConfig(20_007))).toMatchObject({
    clusters: [{ cluster: { server: "http://127.0.0.1:20007/authenticate" } }],
    "current-context": "agent",
  });
});
