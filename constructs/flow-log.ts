import { FlowLog as AwsFlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { type AwsLocation, regionalArn } from "./arn";
import { policyDocument, trustOf } from "./policy-document";
import { PrivateLogGroup } from "./private-log-group";

/** Properties for {@link FlowLog}. */
export interface FlowLogProps {
  readonly location: AwsLocation;
  readonly vpcId: string;
  readonly logGroupName: string;
  readonly roleName: string;
  /** ARN of the KMS key of the log group. */
  readonly keyArn: string;
}

/**
 * Who spoke with whom in the VPC, refused connections too.
 *
 * Defines the flow log, its encrypted log group and the role that writes to that group alone.
 */
export class FlowLog extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogProps) {
    super(scope, id);
    const { location, vpcId, logGroupName, roleName, keyArn } = props;
    const { logGroup } = new PrivateLogGroup(this, "entries", { name: logGroupName, keyArn });
    const role = new IamRole(this, "writer", {
      name: roleName,
      description: "Writes the VPC's flow log",
      assumeRolePolicy: trustOf("vpc-flow-logs.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": location.account },
      }),
    });
    const group = regionalArn(location, "logs", `log-group:${logGroupName}`);
    new IamRolePolicy(this, "write", {
      name: "write",
      role: role.id,
      policy: policyDocument({
        sid: "WriteFlowLog",
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: [group, `${group}:*`],
      }),
    });
    new AwsFlowLog(this, "Default", {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
    });
  }
}
