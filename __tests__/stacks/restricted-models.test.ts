import { Testing } from "cdktf";
import { InferenceStack } from "../../stacks/inference";
import { byAddress, type Resource, resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";

test("a restricted model reads its store at private addresses alone, and answers its own team's restricted namespace", () => {
  const platform = examplePlatform();
  const held = byAddress(Testing.synth(new InferenceStack(Testing.app(), platform, "onPrem", {}), true));
  const restricted = resource(held, "kubernetes_network_policy_v1", "scan-segmenter-fra1").spec;
  const open = resource(held, "kubernetes_network_policy_v1", "road-detector-fra1").spec;
  const cidrs = (spec: Resource) =>
    (spec.egress as Resource[]).flatMap(({ to = [] }) =>
      (to as Resource[]).flatMap(({ ip_block }) => ip_block?.cidr ?? []),
    );
  expect(cidrs(restricted)).toEqual(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]);
  // every port that is open has addresses.
  expect((restricted.egress as Resource[]).filter(({ to }) => to === undefined)).toEqual([]);
  expect((open.egress as Resource[]).some(({ to }) => to === undefined)).toBe(true);
  expect(JSON.stringify(restricted.ingress)).toContain("acme-medical-restricted");
  expect(JSON.stringify(restricted.ingress)).not.toContain("acme-vision");
  expect(JSON.stringify(open.ingress)).toContain("acme-vision");
});

test("every container says itself that it is not root: the provider would write false, and Pod Security refuses that", () => {
  const held = byAddress(Testing.synth(new InferenceStack(Testing.app(), examplePlatform(), "onPrem", {}), true));
  const { spec } = resource(held, "kubernetes_deployment_v1", "scan-segmenter-fra1").spec.template;
  const containers = [...spec.container, ...spec.init_container] as Resource[];
  expect(containers.map(({ name, security_context }) => [name, security_context.run_as_non_root])).toEqual([
    ["server", true],
    ["fetch", true],
  ]);
});

test("a restricted model reaches a store that the platform installs in the store's own namespace, and nothing else", () => {
  const platform = examplePlatform((file) => {
    (file.onPrem as Record<string, unknown>).objectStore = {
      provision: { kind: "seaweedfs", capacityTiB: 10, storageClass: "local-nvme" },
    };
  });
  const held = byAddress(Testing.synth(new InferenceStack(Testing.app(), platform, "onPrem", {}), true));
  const { egress } = resource(held, "kubernetes_network_policy_v1", "scan-segmenter-fra1").spec;
  const opened = (egress as Resource[]).map(({ to, ports }) => [
    to[0].namespace_selector.match_labels["kubernetes.io/metadata.name"],
    (ports as Resource[]).map(({ port }) => port),
  ]);
  expect(opened).toEqual([
    ["kube-system", ["53", "53"]],
    ["acme-system", ["8333"]],
  ]);
});
