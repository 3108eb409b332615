import { EncryptionKey, usedByAlarms, usedByLogGroups } from "../../constructs/encryption-key";
import { LOCATION, statement, synthAws } from "../aws-synth";

const key = (allowDestroy: boolean) =>
  synthAws(
    (stack) =>
      new EncryptionKey(stack, "key", {
        location: LOCATION,
        alias: "alias/acme-logs",
        description: "Logs of acme",
        services: [usedByLogGroups(LOCATION, "/acme/vpn"), usedByAlarms(LOCATION)],
        allowDestroy,
      }),
  );

describe("EncryptionKey", () => {
  test("rotates, waits 30 days before it is gone, and cannot be destroyed until the platform allows it", () => {
    expect(key(false).one("aws_kms_key")).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
    expect(key(true).one("aws_kms_key").lifecycle).toBeUndefined();
  });

  test("is left to the account's IAM policies, and names no wildcard principal", () => {
    const { policy } = key(false).one("aws_kms_key");
    expect(statement(policy, "AccountDecides").Principal).toEqual({ AWS: "arn:aws:iam::111122223333:root" });
    expect(policy).not.toContain('"Principal":"*"');
    expect(policy).not.toContain('"AWS":"*"');
  });

  test("lets CloudWatch Logs use it for the named group alone, and alarms of this account", () => {
    const { policy } = key(false).one("aws_kms_key");
    expect(statement(policy, "LogGroups")).toMatchObject({
      Principal: { Service: "logs.eu-north-1.amazonaws.com" },
      Condition: {
        ArnEquals: {
          "kms:EncryptionContext:aws:logs:arn": ["arn:aws:logs:eu-north-1:111122223333:log-group:/acme/vpn"],
        },
      },
    });
    expect(statement(policy, "Alarms").Condition).toEqual({ StringEquals: { "aws:SourceAccount": "111122223333" } });
  });

  test("is found by its alias", () => {
    expect(key(false).one("aws_kms_alias")).toEqual({
      name: "alias/acme-logs",
      target_key_id: "${aws_kms_key.key.key_id}",
    });
  });
});
