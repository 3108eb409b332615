import { type AwsLocation, iamArn } from "./arn";
import type { Statement } from "./policy-document";

/** What Karpenter's permissions are limited to. */
export interface KarpenterScope {
  readonly location: AwsLocation;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly queueArn: string;
  /** ARN of the one role that its nodes have. */
  readonly nodeRoleArn: string;
  /** Whether it may start spot nodes. */
  readonly spot: boolean;
}

/** What Karpenter makes. */
const MADE = ["fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request"];
/** What it only uses. */
const USED = ["security-group", "subnet", "capacity-reservation", "placement-group"];
const DESCRIBED = [
  "CapacityReservations",
  "Images",
  "InstanceStatus",
  "InstanceTypeOfferings",
  "InstanceTypes",
  "Instances",
  "LaunchTemplates",
  "PlacementGroups",
  "SecurityGroups",
  "SpotPriceHistory",
  "Subnets",
];

/**
 * What Karpenter 1.14's controller may do: make, tag and end nodes that carry its cluster's tags, and nothing of another's.
 *
 * Instance profiles are made by Terraform, so it may only read them.
 *
 * @see https://karpenter.sh/v1.14/reference/cloudformation/
 */
export function karpenterStatements(scope: KarpenterScope): readonly Statement[] {
  return [...nodeStatements(scope), ...identityStatements(scope), ...discoveryStatements(scope)];
}

function nodeStatements({ location, clusterName }: KarpenterScope): readonly Statement[] {
  const { partition, region } = location;
  const anyEc2 = (kind: string) => `arn:${partition}:ec2:${region}:*:${kind}/*`;
  const owned = { [`aws:ResourceTag/kubernetes.io/cluster/${clusterName}`]: "owned" };
  const claimed = { StringEquals: owned, StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" } };
  const asked = {
    [`aws:RequestTag/kubernetes.io/cluster/${clusterName}`]: "owned",
    "aws:RequestTag/eks:eks-cluster-name": clusterName,
  };
  const forPool = { "aws:RequestTag/karpenter.sh/nodepool": "*" };
  return [
    {
      sid: "UseToStartNodes",
      actions: ["ec2:RunInstances", "ec2:CreateFleet"],
      resources: [
        ...["image", "snapshot"].map((kind) => `arn:${partition}:ec2:${region}::${kind}/*`),
        ...USED.map(anyEc2),
      ],
    },
    {
      sid: "UseOwnTemplates",
      actions: ["ec2:RunInstances", "ec2:CreateFleet"],
      resources: [anyEc2("launch-template")],
      conditions: claimed,
    },
    {
      sid: "StartTaggedNodes",
      actions: ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"],
      resources: MADE.map(anyEc2),
      conditions: { StringEquals: asked, StringLike: forPool },
    },
    {
      sid: "TagWhatIsStarted",
      actions: ["ec2:CreateTags"],
      resources: MADE.map(anyEc2),
      conditions: {
        StringEquals: { ...asked, "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"] },
        StringLike: forPool,
      },
    },
    {
      sid: "TagOwnNodes",
      actions: ["ec2:CreateTags"],
      resources: [anyEc2("instance")],
      conditions: {
        ...claimed,
        StringEqualsIfExists: { "aws:RequestTag/eks:eks-cluster-name": clusterName },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
      },
    },
    {
      sid: "EndOwnNodes",
      actions: ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      resources: [anyEc2("instance"), anyEc2("launch-template")],
      conditions: claimed,
    },
  ];
}

function identityStatements({ location, nodeRoleArn, spot }: KarpenterScope): readonly Statement[] {
  return [
    ...(spot ? [firstSpotNode(location)] : []),
    {
      sid: "GiveNodesTheirRole",
      actions: ["iam:PassRole"],
      resources: [nodeRoleArn],
      conditions: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] } },
    },
    {
      sid: "ReadInstanceProfiles",
      actions: ["iam:GetInstanceProfile"],
      resources: [iamArn(location, "instance-profile/*")],
    },
    { sid: "ListInstanceProfiles", actions: ["iam:ListInstanceProfiles"], resources: ["*"] },
  ];
}

/**
 * An account that never had a spot node lacks EC2's own role for them. EC2 makes it at the first request, with the permissions of
 * whoever asks: Karpenter calls nothing of IAM's.
 *
 * @see https://karpenter.sh/v1.14/troubleshooting/#missing-service-linked-role
 * @see https://github.com/eksctl-io/eksctl/pull/6102
 */
function firstSpotNode(location: AwsLocation): Statement {
  return {
    sid: "LetEc2MakeItsSpotRole",
    actions: ["iam:CreateServiceLinkedRole"],
    resources: [iamArn(location, "role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot")],
    conditions: { StringEquals: { "iam:AWSServiceName": "spot.amazonaws.com" } },
  };
}

function discoveryStatements({ location, clusterArn, queueArn }: KarpenterScope): readonly Statement[] {
  const { partition, region } = location;
  return [
    {
      sid: "SeeTheRegion",
      actions: DESCRIBED.map((what) => `ec2:Describe${what}`),
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      sid: "FindImages",
      actions: ["ssm:GetParameter"],
      resources: [`arn:${partition}:ssm:${region}::parameter/aws/service/*`],
    },
    { sid: "ReadPrices", actions: ["pricing:GetProducts"], resources: ["*"] },
    { sid: "FindTheCluster", actions: ["eks:DescribeCluster"], resources: [clusterArn] },
    {
      sid: "HearInterruptions",
      actions: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      resources: [queueArn],
    },
  ];
}
