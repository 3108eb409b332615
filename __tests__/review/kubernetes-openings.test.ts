import type { Json, JsonObject } from "../../review/json";
import { openedBy } from "./opened-by";

describe("roles of Kubernetes", () => {
  const role = (verbs: string[], resources: string[], groups = [""], more: object = {}): Json => ({
    metadata: [{ name: "a" }],
    rule: [{ verbs, resources, api_groups: groups, ...more }],
  });
  const type = "kubernetes_cluster_role_v1";

  test.each<[string, Json, Json, string[]]>([
    ["everything", role(["get"], ["pods"]), role(["*"], ["*"], ["*"]), ["! whoever is bound to a > do everything"]],
    [
      "a verb more",
      role(["get"], ["pods"]),
      role(["get", "delete"], ["pods"]),
      ["whoever is bound to a > delete pods"],
    ],
    ["a verb less", role(["get", "delete"], ["pods"]), role(["get"], ["pods"]), []],
    [
      "a kind more",
      role(["get"], ["pods"]),
      role(["get"], ["pods", "deployments"], ["apps", ""]),
      ["whoever is bound to a > get pods.apps, deployments.apps, deployments"],
    ],
    ["one object only", role(["get"], ["secrets"]), role(["get"], ["secrets"], [""], { resource_names: ["a"] }), []],
    [
      "any object of a kind",
      role(["get"], ["secrets"], [""], { resource_names: ["a"] }),
      role(["get"], ["secrets"]),
      ["whoever is bound to a > get secrets"],
    ],
    ["a new role, whose bindings tell it", null, role(["get"], ["pods"]), []],
    ["a new role that allows everything", null, role(["*"], ["*"], ["*"]), ["! whoever is bound to a > do everything"]],
  ])("%s", (_, before, after, rows) => {
    expect(openedBy(type, before, after)).toEqual(rows);
  });
});

describe("pods", () => {
  const pods = (spec: JsonObject, security: JsonObject = {}): Json => ({
    metadata: [{ name: "d" }],
    spec: [{ template: [{ spec: [{ ...spec, container: [{ name: "a", security_context: [security] }] }] }] }],
  });
  const type = "kubernetes_deployment_v1";

  test.each<[string, Json, Json, string[]]>([
    [
      "that become privileged in the node's network",
      pods({ host_network: false }, { privileged: false }),
      pods({ host_network: true }, { privileged: true }),
      ["! pods of d > use the node's network (host_network)", "! pods of d > do everything on the node (privileged)"],
    ],
    ["that were so before", pods({}, { privileged: true }), pods({}, { privileged: true }), []],
    ["that are so no more", pods({ host_pid: true }, { privileged: true }), pods({}), []],
    [
      "that reach the node's files",
      pods({}),
      pods({ volume: [{ host_path: [{ path: "/" }] }, { host_path: [{ path: "/var/log" }] }] }),
      ["! pods of d > reach / of the node", "pods of d > reach /var/log of the node"],
    ],
    [
      "that run as root with more",
      pods({}, { run_as_user: "1000" }),
      pods({}, { run_as_user: "0", capabilities: [{ add: ["NET_ADMIN"] }] }),
      ["pods of d > run as root", "pods of d > use the capability NET_ADMIN"],
    ],
  ])("%s", (_, before, after, rows) => {
    expect(openedBy(type, before, after)).toEqual(rows);
  });
});
