import type { Statement } from "../../constructs/policy-document";
import { RolesAnywhere } from "../../constructs/roles-anywhere";
import { statement, synthAws } from "../aws-synth";

const MAY: Readonly<Record<string, readonly Statement[]>> = {
  reader: [{ sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::bucket/a/*"] }],
};

function made(...purposes: string[]) {
  return synthAws(
    (stack) =>
      new RolesAnywhere(stack, "on-prem", {
        trustAnchorName: "acme-on-prem",
        certificates: "PEM",
        identities: new Map(
          purposes.map((purpose) => {
            const name = `acme-${purpose}`;
            return [purpose, { roleName: name, profileName: name, commonName: name, statements: MAY[purpose] ?? [] }];
          }),
        ),
        parameterName: "/acme/roles-anywhere",
      }),
  );
}

describe("RolesAnywhere", () => {
  const all = made("renewal");

  test("trusts the CA, and by it one common name a role", () => {
    expect(all.one("aws_rolesanywhere_trust_anchor").source).toEqual({
      source_type: "CERTIFICATE_BUNDLE",
      source_data: { x509_certificate_data: "PEM" },
    });
    const trust = statement(all.one("aws_iam_role").assume_role_policy, "Trust");
    expect(trust).toMatchObject({
      Principal: { Service: "rolesanywhere.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
      Condition: {
        StringEquals: { "aws:PrincipalTag/x509Subject/CN": "acme-renewal" },
        ArnEquals: {
          "aws:SourceArn": expect.stringMatching(/^\$\{aws_rolesanywhere_trust_anchor\.on-prem_anchor_\w+\.arn\}$/),
        },
      },
    });
  });

  test("gives a role without statements no policy, and a profile for one role each", () => {
    expect(all.all("aws_iam_role_policy")).toEqual([]);
    const profile = all.one("aws_rolesanywhere_profile");
    expect(profile).toMatchObject({ name: "acme-renewal", enabled: true, duration_seconds: 3600 });
    expect(profile.role_arns).toHaveLength(1);
  });

  test("lets a role do what it is for, and no more", () => {
    const { policy, role } = made("renewal", "reader").one("aws_iam_role_policy");
    expect(role).toMatch(/on-prem_reader_role/);
    expect(JSON.parse(policy).Statement).toEqual([
      { Sid: "Read", Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::bucket/a/*"] },
    ]);
  });

  test("writes down the ARNs, which hold random ids", () => {
    const { name, value } = all.one("aws_ssm_parameter");
    expect(name).toBe("/acme/roles-anywhere");
    expect(Object.keys(JSON.parse(value))).toEqual(["trustAnchorArn", "profileArns", "roleArns"]);
    expect(Object.keys(JSON.parse(value).profileArns)).toEqual(["renewal"]);
  });

  test("does not touch an identity when another is added before it", () => {
    const { byAddress } = made("another", "renewal");
    for (const [address, held] of Object.entries(all.byAddress))
      if (!address.startsWith("aws_ssm_parameter")) expect([address, byAddress[address]]).toEqual([address, held]);
  });
});
