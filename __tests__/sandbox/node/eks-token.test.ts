import { type AddressInfo } from "node:net";
import { tokenFault } from "../../../sandbox/node/eks-token";
import { tokenWebhook } from "../../../sandbox/node/token-webhook";

/** Signed by botocore, as `aws eks get-token --cluster-name acme-burst` does, with the key and secret `emulated`. */
const SIGNED =
  "https://sts.eu-north-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256" +
  "&X-Amz-Credential=emulated%2F20261124%2Feu-north-1%2Fsts%2Faws4_request&X-Amz-Date=20261124T132303Z&X-Amz-Expires=60" +
  "&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id" +
  "&X-Amz-Signature=72efdd94692108d15c30f66a10c6561a00194a8adeef9615fe6e175a9763e6bc";
const SIGNED_AT = Date.parse("2026-11-24T13:23:03Z");
const MINUTE = 60_000;

const check = {
  cluster: "acme-burst",
  keys: { accessKeyId: "emulated", secretAccessKey: "emulated" },
  nowMs: SIGNED_AT,
};

function token(url: string): string {
  return `k8s-aws-v1.${Buffer.from(url).toString("base64url")}`;
}

describe("a token of EKS", () => {
  test("is taken where it is signed for the cluster with the sandbox's key", () => {
    expect(tokenFault(token(SIGNED), check)).toBeUndefined();
  });

  test.each([
    [15 * MINUTE, undefined],
    [15 * MINUTE + 1, "has ended"],
    [-15 * MINUTE - 1, "has ended"],
  ])("has a life: %d ms after it was signed", (afterMs, fault) => {
    expect(tokenFault(token(SIGNED), { ...check, nowMs: SIGNED_AT + afterMs })).toBe(fault);
  });

  test("of another cluster is not taken", () => {
    expect(tokenFault(token(SIGNED), { ...check, cluster: "acme-other" })).toBe(
      "is not signed for the cluster acme-other with the sandbox's key",
    );
  });

  test("signed with another secret is not taken", () => {
    const keys = { accessKeyId: "emulated", secretAccessKey: "guessed" };
    expect(tokenFault(token(SIGNED), { ...check, keys })).toBe(
      "is not signed for the cluster acme-burst with the sandbox's key",
    );
  });

  test.each([
    [
      SIGNED.replace("eu-north-1.amazonaws", "us-east-1.amazonaws"),
      "is not signed for the cluster acme-burst with the sandbox's key",
    ],
    [SIGNED.replace("=emulated%2F", "=AKIAREAL%2F"), "is signed by the key AKIAREAL, not by the sandbox's"],
    [SIGNED.replace("GetCallerIdentity", "GetSessionToken"), "does not ask STS who the caller is"],
    [SIGNED.replace("%3Bx-k8s-aws-id", ""), "is not bound to a cluster"],
    ["not a URL", "is no token of EKS"],
  ])("that was changed is not taken: %#", (url, fault) => {
    expect(tokenFault(token(url), check)).toBe(fault);
  });

  test("is not what other tokens are", () => {
    expect(tokenFault(SIGNED, check)).toBe("is no token of EKS");
    expect(tokenFault("", check)).toBe("is no token of EKS");
  });
});

describe("the token webhook", () => {
  async function review(
    rules: Parameters<typeof tokenWebhook>[0],
    body: string,
  ): Promise<{ status: number; answer: unknown; said: string[] }> {
    const said: string[] = [];
    const server = tokenWebhook(rules, (line) => said.push(line));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/authenticate`, { method: "POST", body });
    const text = await response.text();
    server.close();
    return { status: response.status, answer: text === "" ? undefined : JSON.parse(text), said };
  }

  const rules = { cluster: "acme-burst", keys: check.keys, groups: ["system:masters"] };
  const asked = (value: string) => JSON.stringify({ apiVersion: "authentication.k8s.io/v1", spec: { token: value } });

  test("makes the holder of the sandbox's key a member of the groups", async () => {
    jest.spyOn(Date, "now").mockReturnValue(SIGNED_AT);
    const { answer } = await review(rules, asked(token(SIGNED)));
    jest.restoreAllMocks();
    expect(answer).toEqual({
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenReview",
      status: {
        authenticated: true,
        user: { username: "aws:emulated", uid: "aws:emulated", groups: ["system:masters"] },
      },
    });
  });

  test("takes no token where the cluster has no rules, and says why", async () => {
    const { answer, said } = await review(undefined, asked(token(SIGNED)));
    expect(answer).toMatchObject({ status: { authenticated: false } });
    expect(said).toEqual(["a token is not taken by this cluster"]);
  });

  test("says nothing of tokens that are not EKS's", async () => {
    const { answer, said } = await review(rules, asked("eyJhbGciOi"));
    expect(answer).toMatchObject({ status: { authenticated: false, error: "the token is no token of EKS" } });
    expect(said).toEqual([]);
  });

  test("answers 400 to what is no review", async () => {
    expect((await review(rules, "{")).status).toBe(400);
  });
});
