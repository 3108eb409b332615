import type { AwsLocation } from "./arn";
import type { Statement } from "./policy-document";

/** What the controller looks up. */
const DESCRIBED = [
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeAddresses",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeInstances",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeTags",
  "ec2:DescribeVpcs",
  "ec2:GetSecurityGroupsForVpc",
  ...[
    "CapacityReservation",
    "ListenerAttributes",
    "ListenerCertificates",
    "Listeners",
    "LoadBalancerAttributes",
    "LoadBalancers",
    "Rules",
    "SSLPolicies",
    "Tags",
    "TargetGroupAttributes",
    "TargetGroups",
    "TargetHealth",
  ].map((what) => `elasticloadbalancing:Describe${what}`),
];

/** Tag of whatever the controller makes: the cluster's name. */
export const CLUSTER_TAG = "elbv2.k8s.aws/cluster";

/**
 * What AWS Load Balancer Controller 3.5 may do for network load balancers of Services: make, change and end those that carry its cluster's
 * name, and let their traffic into the cluster's security groups.
 *
 * Upstream's policy allows application load balancers, WAF, Shield and certificates besides; they are switched off.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
export function loadBalancerStatements(location: AwsLocation, clusterName: string): readonly Statement[] {
  const { partition, region, account } = location;
  const asked = { StringEquals: { [`aws:RequestTag/${CLUSTER_TAG}`]: clusterName } };
  const owned = { StringEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: clusterName } };
  const elb = (what: string) => `arn:${partition}:elasticloadbalancing:${region}:${account}:${what}`;
  const ec2 = (what: string) => `arn:${partition}:ec2:${region}:${account}:${what}`;
  const made = [elb("loadbalancer/net/*/*"), elb("targetgroup/*/*")];
  const listeners = [elb("listener/net/*/*/*")];
  return [
    { sid: "LookUp", actions: DESCRIBED, resources: ["*"] },
    {
      sid: "FirstLoadBalancer",
      actions: ["iam:CreateServiceLinkedRole"],
      resources: ["*"],
      conditions: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
    },
    {
      sid: "Make",
      actions: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
      resources: made,
      conditions: asked,
    },
    {
      sid: "TagWhatIsMade",
      actions: ["elasticloadbalancing:AddTags"],
      resources: [...made, ...listeners],
      conditions: {
        StringEquals: {
          ...asked.StringEquals,
          "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener"],
        },
      },
    },
    {
      sid: "Tag",
      actions: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
      resources: [...made, ...listeners],
      conditions: owned,
    },
    {
      sid: "Change",
      actions: [
        "CreateListener",
        "DeleteListener",
        "DeleteLoadBalancer",
        "DeleteTargetGroup",
        "DeregisterTargets",
        "ModifyListener",
        "ModifyListenerAttributes",
        "ModifyLoadBalancerAttributes",
        "ModifyTargetGroup",
        "ModifyTargetGroupAttributes",
        "RegisterTargets",
        "SetIpAddressType",
        "SetSecurityGroups",
        "SetSubnets",
      ].map((action) => `elasticloadbalancing:${action}`),
      resources: [...made, ...listeners],
      conditions: owned,
    },
    {
      sid: "MakeSecurityGroups",
      actions: ["ec2:CreateSecurityGroup"],
      resources: [ec2("security-group/*"), ec2("vpc/*")],
    },
    {
      sid: "TagSecurityGroups",
      actions: ["ec2:CreateTags"],
      resources: [ec2("security-group/*")],
      conditions: { StringEquals: { ...asked.StringEquals, "ec2:CreateAction": "CreateSecurityGroup" } },
    },
    {
      sid: "EndSecurityGroups",
      actions: ["ec2:DeleteSecurityGroup"],
      resources: [ec2("security-group/*")],
      conditions: owned,
    },
    {
      sid: "LetTrafficIn",
      actions: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
      resources: [ec2("security-group/*")],
    },
  ];
}
