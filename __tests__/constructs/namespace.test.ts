import { Namespace, type NamespaceProps } from "../../constructs/namespace";
import { resource, synthKubernetes } from "../kubernetes-synth";

function namespace(overrides: Partial<NamespaceProps> = {}) {
  const all = synthKubernetes((stack) => new Namespace(stack, "space", { name: "acme-vision", ...overrides }));
  return resource(all, "kubernetes_namespace_v1").metadata;
}

describe("Namespace", () => {
  test("refuses, records and warns of pods beyond the restricted level by default", () => {
    expect(namespace().labels).toEqual({
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/audit": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    });
  });

  test("takes privileged pods only where told so", () => {
    expect(namespace({ podSecurity: "privileged" }).labels["pod-security.kubernetes.io/enforce"]).toBe("privileged");
  });

  test("does not let a label weaken its level", () => {
    const labels = { "pod-security.kubernetes.io/enforce": "privileged", "gpu.platform/team": "vision" };
    expect(namespace({ labels }).labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
      "gpu.platform/team": "vision",
    });
  });

  test("writes annotations that Terraform takes as they stand", () => {
    expect(namespace({ annotations: { "gpu.platform/owner": "${path.root}" } }).annotations).toEqual({
      "gpu.platform/owner": "$${path.root}",
    });
  });
});
