import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Construct } from "constructs";
import { type AwsLocation, regionalArn } from "./arn";
import { policyDocument, tlsOnly } from "./policy-document";

/**
 * What AWS tells about nodes before it takes them, in the words of its events.
 *
 * @see https://karpenter.sh/v1.14/reference/cloudformation/ (Interruption handling)
 */
export const INTERRUPTIONS = {
  health: { source: "aws.health", detailType: "AWS Health Event" },
  spot: { source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  rebalance: { source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  "state-change": { source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
  reservation: { source: "aws.ec2", detailType: "EC2 Capacity Reservation Instance Interruption Warning" },
} as const;

/** Properties for {@link InterruptionQueue}. */
export interface InterruptionQueueProps {
  readonly location: AwsLocation;
  /** Name of the queue, and prefix of its rules. */
  readonly name: string;
}

/** A warning that is older says nothing that Karpenter has not seen by itself. */
const RETENTION_SEC = 300;

/**
 * Warnings about nodes, for Karpenter to drain them in time.
 *
 * Defines the queue, its policy and one rule an event; only these rules can write to it.
 */
export class InterruptionQueue extends Construct {
  public readonly queue: SqsQueue;
  /** The queue's ARN, computed from its name. */
  public readonly arn: string;

  constructor(scope: Construct, id: string, { location, name }: InterruptionQueueProps) {
    super(scope, id);
    this.arn = regionalArn(location, "sqs", name);
    this.queue = new SqsQueue(this, "Default", {
      name,
      messageRetentionSeconds: RETENTION_SEC,
      sqsManagedSseEnabled: true,
    });
    const ruleName = (event: string) => `${name}-${event}`;
    const rules = Object.keys(INTERRUPTIONS).map((event) => regionalArn(location, "events", `rule/${ruleName(event)}`));
    new SqsQueuePolicy(this, "policy", {
      queueUrl: this.queue.id,
      policy: policyDocument(tlsOnly("sqs:*", this.arn), {
        sid: "Interruptions",
        principal: { service: "events.amazonaws.com" },
        actions: ["sqs:SendMessage"],
        resources: [this.arn],
        conditions: { ArnEquals: { "aws:SourceArn": rules } },
      }),
    });
    for (const [event, { source, detailType }] of Object.entries(INTERRUPTIONS)) {
      const place = new Construct(this, event);
      const rule = new CloudwatchEventRule(place, "Default", {
        name: ruleName(event),
        description: `Karpenter hears of: ${detailType}`,
        eventPattern: JSON.stringify({ source: [source], "detail-type": [detailType] }),
      });
      new CloudwatchEventTarget(place, "queue", { rule: rule.name, targetId: "karpenter", arn: this.queue.arn });
    }
  }
}
