import { tokenFault } from "../../../sandbox/node/eks-token";
import { eksGetToken, signedUrl } from "../../../sandbox/token/eks-get-token";

const request = {
  cluster: "acme-burst",
  region: "eu-north-1",
  accessKeyId: "emulated",
  secretAccessKey: "emulated",
  nowMs: Date.parse("2026-11-24T13:23:03Z"),
};

describe("a token that stands in for the AWS CLI's", () => {
  test("is to the letter what botocore signs", () => {
    expect(signedUrl(request)).toBe(
      "https://sts.eu-north-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256" +
        "&X-Amz-Credential=emulated%2F20261124%2Feu-north-1%2Fsts%2Faws4_request&X-Amz-Date=20261124T132303Z&X-Amz-Expires=60" +
        "&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id" +
        "&X-Amz-Signature=72efdd94692108d15c30f66a10c6561a00194a8adeef9615fe6e175a9763e6bc",
    );
  });

  test("logs in to its own cluster alone", () => {
    const { token } = eksGetToken(request).status;
    const check = { cluster: "acme-burst", keys: request, nowMs: request.nowMs };
    expect(tokenFault(token, check)).toBeUndefined();
    expect(tokenFault(token, { ...check, cluster: "other" })).toBe(
      "is not signed for the cluster other with the sandbox's key",
    );
  });

  test("comes as Kubernetes reads it, with an end before EKS's own", () => {
    const { status, ...rest } = eksGetToken(request);
    expect(rest).toEqual({ kind: "ExecCredential", apiVersion: "client.authentication.k8s.io/v1", spec: {} });
    expect(eksGetToken({ ...request, apiVersion: "client.authentication.k8s.io/v1beta1" }).apiVersion).toBe(
      "client.authentication.k8s.io/v1beta1",
    );
    expect(status.expirationTimestamp).toBe("2026-11-24T13:37:03Z");
    expect(status.token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
  });
});
