import { RolesAnywhere } from "../../constructs/roles-anywhere";
import { statement, synthAws } from "../aws-synth";

function made(...purposes: string[]) {
  return synthAws(
    (stack) =>
      new RolesAnywhere(stack, "on-prem", {
        trustAnchorName: "acme-on-prem",
        certificates: "PEM",
        identities: new Map(
          purposes.map((purpose) => {
            const name = `acme-${purpose}`;
            return [purpose, { roleName: name, profileName: name, commonName: name }];
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

  test("gives roles no permission, and a profile for one role each", () => {
    expect(all.all("aws_iam_role_policy")).toEqual([]);
    const profile = all.one("aws_rolesanywhere_profile");
    expect(profile).toMatchObject({ name: "acme-renewal", enabled: true, duration_seconds: 3600 });
    expect(profile.role_arns).toHaveLength(1);
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
