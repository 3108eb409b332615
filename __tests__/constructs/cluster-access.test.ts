import { ClusterAccess, type ClusterAccessProps } from "../../constructs/cluster-access";
import { synthAws } from "../aws-synth";

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const access = (admins: readonly string[], members: ClusterAccessProps["members"] = new Map()) =>
  synthAws(
    (stack) => new ClusterAccess(stack, "access", { partition: "aws", clusterName: "acme-burst", admins, members }),
  );

describe("ClusterAccess", () => {
  test("gives each administrator an entry and the policy over the whole cluster", () => {
    const resources = access([role("platform-admin"), role("ops/second")]);
    expect(
      resources
        .all("aws_eks_access_entry")
        .map((entry) => entry.principal_arn)
        .sort(),
    ).toEqual([role("ops/second"), role("platform-admin")]);
    for (const association of resources.all("aws_eks_access_policy_association"))
      expect(association).toMatchObject({
        policy_arn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope: { type: "cluster" },
      });
  });

  test("gives a member its groups and no policy", () => {
    const resources = access([role("platform-admin")], new Map([[role("vision"), ["acme:vision"]]]));
    expect(resources.one("aws_eks_access_entry", { principal_arn: role("vision") }).kubernetes_groups).toEqual([
      "acme:vision",
    ]);
    expect(resources.all("aws_eks_access_policy_association")).toHaveLength(1);
  });

  test("gives a role that is both one entry, as EKS takes one a role", () => {
    const resources = access([role("both")], new Map([[role("both"), ["acme:vision"]]]));
    expect(resources.one("aws_eks_access_entry").kubernetes_groups).toEqual(["acme:vision"]);
    expect(resources.all("aws_eks_access_policy_association")).toHaveLength(1);
  });

  test("fails without an administrator", () => {
    expect(() => access([])).toThrow(
      "[test/access] cannot be built:\n  - admins must name at least one role, got []; nobody could administer the cluster",
    );
  });
});
