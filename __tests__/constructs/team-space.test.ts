import { MemberRole } from "../../constructs/member-role";
import { TeamSpace, type TeamSpaceProps } from "../../constructs/team-space";
import { resource, synthKubernetes } from "../kubernetes-synth";

const PROPS: TeamSpaceProps = {
  name: "acme-vision",
  labels: { "gpu.platform/team": "vision" },
  annotations: {},
  groups: ["oidc:vision"],
  memberRole: "acme-member",
  serviceAccount: "runs",
  destinations: [],
};

function space(overrides: Partial<TeamSpaceProps> = {}) {
  return synthKubernetes((stack) => new TeamSpace(stack, "vision", { ...PROPS, ...overrides }));
}

describe("TeamSpace", () => {
  test("limits objects and storage, and leaves GPUs to Kueue", () => {
    const { hard } = resource(space(), "kubernetes_resource_quota_v1").spec;
    expect(Object.keys(hard).filter((key) => /gpu|nvidia|cpu|memory/.test(key))).toEqual([]);
    expect(hard).toMatchObject({ pods: "5000", "count/jobs.batch": "2000", "requests.storage": "10Ti" });
  });

  test("lets nothing be reached from outside the cluster", () => {
    const { hard } = resource(space(), "kubernetes_resource_quota_v1").spec;
    expect(hard).toMatchObject({ "services.loadbalancers": "0", "services.nodeports": "0" });
  });

  test("gives containers requests that a queue can count, and takes none of zero", () => {
    const [limit, ...others] = resource(space(), "kubernetes_limit_range_v1").spec.limit;
    expect(others).toEqual([]);
    expect(limit).toEqual({
      type: "Container",
      default_request: { cpu: "1", memory: "2Gi" },
      min: { cpu: "10m", memory: "16Mi" },
    });
  });

  test("gives its groups the member role in this namespace alone", () => {
    const binding = resource(space({ groups: ["oidc:vision", "acme:vision"] }), "kubernetes_role_binding_v1");
    expect(binding.role_ref).toMatchObject({ kind: "ClusterRole", name: "acme-member" });
    expect(binding.subject.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)).toEqual([
      "Group oidc:vision",
      "Group acme:vision",
    ]);
    expect(binding.metadata.namespace).toMatch(/^\$\{kubernetes_namespace_v1\./);
  });

  test("lets nobody in where no group is named", () => {
    expect(Object.keys(space({ groups: [] })).filter((address) => address.includes("role_binding"))).toEqual([]);
  });

  test("escapes the names of groups", () => {
    const [subject] = resource(space({ groups: ["${path.root}"] }), "kubernetes_role_binding_v1").subject;
    expect(subject.name).toBe("$${path.root}");
  });

  test("gives runs an identity without a token of the API server", () => {
    expect(resource(space(), "kubernetes_service_account_v1")).toMatchObject({
      metadata: { name: "runs" },
      automount_service_account_token: false,
    });
  });
});

describe("MemberRole", () => {
  const rules = (submits: boolean) => {
    const all = synthKubernetes((stack) => new MemberRole(stack, "role", { name: "acme-member", submits }));
    return resource(all, "kubernetes_cluster_role_v1").rule as { resources: string[]; verbs: string[] }[];
  };
  const verbsOf = (what: string, submits: boolean) =>
    rules(submits)
      .filter(({ resources }) => resources.includes(what))
      .flatMap(({ verbs }) => verbs);

  test("lets members make Jobs and JobSets, and never pods", () => {
    expect(verbsOf("jobsets", true)).toContain("create");
    expect(verbsOf("jobs", true)).toContain("create");
    expect(verbsOf("pods", true)).toEqual(["get", "list", "watch"]);
  });

  test("lets members reach what their pods serve, where they submit", () => {
    expect(verbsOf("pods/portforward", true)).toEqual(["create", "get"]);
    expect(verbsOf("pods/portforward", false)).toEqual([]);
  });

  test("lets members look only where runs arrive from elsewhere", () => {
    expect(new Set(rules(false).flatMap(({ verbs }) => verbs))).toEqual(new Set(["get", "list", "watch"]));
  });

  test.each([true, false])("never reads a Secret, enters a pod or takes a wildcard (submits: %s)", (submits) => {
    const all = rules(submits).flatMap(({ resources, verbs }) => [...resources, ...verbs]);
    expect(all.filter((word) => ["secrets", "pods/exec", "pods/attach", "*", "impersonate"].includes(word))).toEqual(
      [],
    );
  });
});
