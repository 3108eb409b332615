import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";

/** Properties for {@link AlarmTopic}. */
export interface AlarmTopicProps {
  readonly name: string;
  /** ARN of the KMS key; its policy must let CloudWatch use it. */
  readonly keyArn: string;
  /** Who gets a mail; each confirms once. */
  readonly emails: readonly string[];
}

/**
 * Where alarms go.
 *
 * Defines the topic and a subscription an e-mail address.
 */
export class AlarmTopic extends Construct {
  public readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, { name, keyArn, emails }: AlarmTopicProps) {
    super(scope, id);
    this.topic = new SnsTopic(this, "Default", { name, kmsMasterKeyId: keyArn });
    for (const email of emails)
      new SnsTopicSubscription(this, email, { topicArn: this.topic.arn, protocol: "email", endpoint: email });
  }
}
