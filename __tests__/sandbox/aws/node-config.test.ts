import { nodeConfigOf } from "../../../sandbox/aws/node-config";
import { karpenterUserData } from "./instance-fixture";

describe("the NodeConfig of an instance", () => {
  test("is read out of Karpenter's MIME parts", () => {
    expect(nodeConfigOf(karpenterUserData())).toEqual({
      cluster: "acme-burst",
      labels: {
        "gpu.platform/pool": "h100",
        "karpenter.sh/capacity-type": "on-demand",
        "karpenter.sh/nodepool": "h100",
      },
      taints: [
        { key: "karpenter.sh/unregistered", effect: "NoExecute" },
        { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" },
      ],
      maxPods: 100,
      localStorage: true,
    });
  });

  test("is the same with the line ends of a mail", () => {
    const mailed = karpenterUserData().replaceAll("\n", "\r\n");
    expect(nodeConfigOf(mailed)).toEqual(nodeConfigOf(karpenterUserData()));
  });

  test("may stand alone", () => {
    const alone =
      "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config: { maxPods: 58 }\n";
    expect(nodeConfigOf(alone).maxPods).toBe(58);
  });

  test("takes taints and labels from the kubelet's flags", () => {
    const flags = ["--register-with-taints=a=b:NoSchedule,c:NoExecute", "--node-labels=x=y=z", "--max-pods=3"];
    const config = nodeConfigOf(`kind: NodeConfig\nspec: { kubelet: { flags: ${JSON.stringify(flags)} } }`);
    expect(config.taints).toEqual([
      { key: "a", value: "b", effect: "NoSchedule" },
      { key: "c", effect: "NoExecute" },
    ]);
    expect(config.labels).toEqual({ x: "y=z" });
  });

  test("lets a later part add to an earlier one", () => {
    const part = (spec: string) => `--b\nContent-Type: application/node.eks.aws\n\nkind: NodeConfig\nspec: ${spec}\n`;
    const both = nodeConfigOf(
      'Content-Type: multipart/mixed; boundary="b"\n\n' +
        part("{ kubelet: { config: { maxPods: 10 }, flags: [--node-labels=a=1] } }") +
        part("{ kubelet: { config: { maxPods: 20 }, flags: [--node-labels=b=2] } }") +
        "--b--\n",
    );
    expect([both.maxPods, both.labels]).toEqual([20, { a: "1", b: "2" }]);
  });

  test.each([
    [null],
    [""],
    ["#!/bin/bash\necho hello\n"],
    ["kind: Other\nspec: { kubelet: { config: { maxPods: 1 } } }"],
  ])("is empty where there is none: %j", (userData) => {
    expect(nodeConfigOf(userData)).toEqual({
      cluster: undefined,
      labels: {},
      taints: [],
      maxPods: undefined,
      localStorage: false,
    });
  });
});
