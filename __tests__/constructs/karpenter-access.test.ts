import { INTERRUPTIONS } from "../../constructs/interruption-queue";
import { KarpenterAccess, type KarpenterAccessProps } from "../../constructs/karpenter-access";
import { LOCATION, statement, synthAws } from "../aws-synth";

const CLUSTER_ARN = "arn:aws:eks:eu-north-1:111122223333:cluster/acme-burst";
const build = (options: Pick<KarpenterAccessProps, "cachePrefixes" | "spot"> = {}) =>
  synthAws(
    (stack) =>
      new KarpenterAccess(stack, "karpenter", {
        location: LOCATION,
        clusterName: "acme-burst",
        clusterTag: "acme-burst",
        clusterArn: CLUSTER_ARN,
        controller: { roleName: "acme-karpenter", namespace: "kube-system", serviceAccount: "karpenter" },
        nodeRoleName: "acme-pool-node",
        instanceProfileName: "acme-pool-node",
        queueName: "acme-karpenter",
        ...options,
      }),
  );
const policy = () => build().one("aws_iam_role_policy").policy;

describe("KarpenterAccess", () => {
  test("hears of exactly five kinds of events, in the words of AWS", () => {
    const patterns = build()
      .all("aws_cloudwatch_event_rule")
      .map((rule) => JSON.parse(rule.event_pattern));
    expect(patterns).toEqual([
      { source: ["aws.health"], "detail-type": ["AWS Health Event"] },
      { source: ["aws.ec2"], "detail-type": ["EC2 Instance Rebalance Recommendation"] },
      { source: ["aws.ec2"], "detail-type": ["EC2 Capacity Reservation Instance Interruption Warning"] },
      { source: ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"] },
      { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"] },
    ]);
    expect(build().all("aws_cloudwatch_event_target")).toHaveLength(Object.keys(INTERRUPTIONS).length);
  });

  test("lets only its own rules write to the queue, never over plain HTTP", () => {
    expect(build().one("aws_sqs_queue")).toEqual({
      name: "acme-karpenter",
      message_retention_seconds: 300,
      sqs_managed_sse_enabled: true,
    });
    const queuePolicy = build().one("aws_sqs_queue_policy").policy;
    const { Principal, Condition } = statement(queuePolicy, "Interruptions");
    expect(Principal).toEqual({ Service: "events.amazonaws.com" });
    expect([...Condition.ArnEquals["aws:SourceArn"]].sort()).toEqual(
      build()
        .all("aws_cloudwatch_event_rule")
        .map((rule) => `arn:aws:events:eu-north-1:111122223333:rule/${rule.name}`)
        .sort(),
    );
    expect(statement(queuePolicy, "TlsOnly")).toMatchObject({ Effect: "Deny", Action: ["sqs:*"] });
  });

  test("lets the controller be one service account of one cluster", () => {
    const role = build().one("aws_iam_role", { name: "acme-karpenter" });
    expect(statement(role.assume_role_policy, "PodIdentity").Condition.StringEquals).toEqual({
      "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN,
      "aws:RequestTag/kubernetes-namespace": "kube-system",
      "aws:RequestTag/kubernetes-service-account": "karpenter",
    });
    expect(build().one("aws_eks_pod_identity_association")).toMatchObject({
      namespace: "kube-system",
      service_account: "karpenter",
    });
  });

  test("lets the controller start and end only what carries the cluster's tag", () => {
    for (const sid of ["StartTaggedNodes", "TagWhatIsStarted"])
      expect(statement(policy(), sid).Condition.StringEquals).toMatchObject({
        "aws:RequestTag/kubernetes.io/cluster/acme-burst": "owned",
      });
    for (const sid of ["UseOwnTemplates", "TagOwnNodes", "EndOwnNodes"])
      expect(statement(policy(), sid).Condition.StringEquals).toEqual({
        "aws:ResourceTag/kubernetes.io/cluster/acme-burst": "owned",
      });
  });

  test("lets the controller pass the nodes' role and no other, and make no instance profile", () => {
    expect(statement(policy(), "GiveNodesTheirRole")).toMatchObject({
      Action: ["iam:PassRole"],
      Resource: ["arn:aws:iam::111122223333:role/acme-pool-node"],
    });
    const actions: string[] = JSON.parse(policy()).Statement.flatMap((one: { Action: string[] }) => one.Action);
    expect(actions.filter((action) => /^iam:/.test(action)).sort()).toEqual([
      "iam:GetInstanceProfile",
      "iam:ListInstanceProfiles",
      "iam:PassRole",
    ]);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  });

  test("lets EC2 make its own role for spot nodes, and no other, where the account never had one", () => {
    const spot = build({ spot: true }).one("aws_iam_role_policy").policy;
    expect(statement(spot, "LetEc2MakeItsSpotRole")).toEqual({
      Sid: "LetEc2MakeItsSpotRole",
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole"],
      Resource: ["arn:aws:iam::111122223333:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"],
      Condition: { StringEquals: { "iam:AWSServiceName": "spot.amazonaws.com" } },
    });
  });

  test("lets its nodes join, with the least that a node needs", () => {
    const attached = build()
      .all("aws_iam_role_policy_attachment")
      .map((attachment) => attachment.policy_arn);
    expect(attached.sort()).toEqual([
      "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
      "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
    expect(build().one("aws_eks_access_entry").type).toBe("EC2_LINUX");
    expect(build().one("aws_iam_instance_profile").name).toBe("acme-pool-node");
  });

  test("lets its nodes fill the pull-through caches that are named", () => {
    const fill = build({ cachePrefixes: ["acme/quay"] }).one("aws_iam_role_policy", { name: "caches" });
    expect(statement(fill.policy, "FillCaches").Resource).toEqual([
      "arn:aws:ecr:eu-north-1:111122223333:repository/acme/quay/*",
    ]);
  });
});
