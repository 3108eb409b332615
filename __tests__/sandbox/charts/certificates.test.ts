import { X509Certificate } from "node:crypto";
import { certificateAuthority, serverIdentity } from "../../../sandbox/charts/certificates";
import { integer, objectId, octetString } from "../../../sandbox/charts/der";

describe("DER", () => {
  test.each([
    [[0], "020100"],
    [[0, 0, 1], "020101"],
    [[0x7f], "02017f"],
    [[0x80], "02020080"],
  ])("writes the number %j so that it stays positive and short", (bytes, hex) => {
    expect(integer(Uint8Array.from(bytes)).toString("hex")).toBe(hex);
  });

  test("writes object ids with parts above 127", () => {
    expect(objectId("1.2.840.10045.4.3.2").toString("hex")).toBe("06082a8648ce3d040302");
  });

  test.each([
    [127, "047f"],
    [128, "048180"],
    [256, "04820100"],
  ])("writes the length %d", (length, hex) => {
    expect(
      octetString(Buffer.alloc(length))
        .subarray(0, hex.length / 2)
        .toString("hex"),
    ).toBe(hex);
  });
});

describe("a server's identity", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  const { authorityPem, certificatePem } = serverIdentity(["registry.k8s.io", "charts.jetstack.io"], now);
  const authority = new X509Certificate(authorityPem);
  const certificate = new X509Certificate(certificatePem);

  test("is signed by its authority, which signs itself", () => {
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(false);
  });

  test("is no authority itself", () => {
    expect(authority.ca).toBe(true);
    expect(certificate.ca).toBe(false);
  });

  test("holds for the hosts it is made for, and for no other", () => {
    expect(certificate.checkHost("registry.k8s.io")).toBe("registry.k8s.io");
    expect(certificate.checkHost("charts.jetstack.io")).toBe("charts.jetstack.io");
    expect(certificate.checkHost("api.registry.k8s.io")).toBeUndefined();
    expect(certificate.checkHost("sts.amazonaws.com")).toBeUndefined();
  });

  test("holds from the day before, for a sandbox's life", () => {
    expect(new Date(certificate.validFrom)).toEqual(new Date("2026-02-28T12:00:00Z"));
    expect(new Date(certificate.validTo)).toEqual(new Date("2026-05-30T12:00:00Z"));
  });
});

test("an authority that is kept signs the names that are asked of it later", () => {
  const kept = certificateAuthority();
  const [first, second] = ["a.example", "b.example"].map((host) => serverIdentity([host], new Date(), kept));
  const signer = new X509Certificate(kept.authorityPem).publicKey;
  for (const made of [first, second]) {
    expect(made?.authorityPem).toBe(kept.authorityPem);
    expect(new X509Certificate(made?.certificatePem ?? "").verify(signer)).toBe(true);
  }
  expect(first?.keyPem).not.toBe(second?.keyPem);
});
