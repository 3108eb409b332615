import type { ZodType } from "zod";
import {
  awsId,
  cidr,
  day,
  email,
  filePath,
  hostName,
  image,
  instant,
  ipv4,
  kmsKey,
  name,
  objectName,
  positive,
  roleArn,
  sha256,
  url,
  whole,
} from "../../spec/formats";

const DIGEST = "6c96cf8c772c2d96ddc8d2e1cb4ae598ef01ae200a6d97029bda55238ca41ad3";

interface Format {
  readonly schema: ZodType;
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

const FORMATS: Readonly<Record<string, Format>> = {
  name: {
    schema: name("thing", 10, 2),
    good: ["ab", "a1", "a-b", "a--b", "abcdefghij", "tostring", "valueof"],
    bad: [
      "a",
      "abcdefghijk",
      "1a",
      "-a",
      "a-",
      "A1",
      "a_b",
      "a.b",
      "a b",
      "пул",
      "",
      "constructor",
      "prototype",
      "__proto__",
      "ab\n",
    ],
  },
  objectName: {
    schema: objectName("object"),
    good: ["a", "1", "a.b", "fra1-gpu-01.acme.example", "a".repeat(63), `${"a".repeat(63)}.${"b".repeat(63)}`],
    bad: [
      "",
      "A",
      "a_b",
      "-a",
      "a-",
      "a..b",
      ".a",
      "a.",
      "a".repeat(64),
      `${"a.".repeat(127)}`,
      "$(id)",
      "`id`",
      "a\nb",
    ],
  },
  cidr: {
    schema: cidr("range"),
    good: ["10.0.0.0/8", "0.0.0.0/0", "10.20.30.40/32", "172.16.0.0/12"],
    bad: [
      "10.0.0.0",
      "10.0.0.1/8",
      "10.0.0.0/33",
      "10.0.0.0/-1",
      "256.0.0.0/8",
      "10.0.0/8",
      "010.0.0.0/8",
      "::/0",
      "fd00::/8",
      "10.0.0.0/8 ",
      "10.0.0.0/",
    ],
  },
  ipv4: {
    schema: ipv4("address"),
    good: ["0.0.0.0", "198.51.100.7", "255.255.255.255"],
    bad: ["198.51.100", "198.51.100.256", "198.51.100.07", "1", "::1", "198.51.100.7/32", ""],
  },
  roleArn: {
    schema: roleArn("role"),
    good: [
      "arn:aws:iam::111122223333:role/vision",
      "arn:aws-cn:iam::111122223333:role/a/b@c",
      "arn:aws-eusc:iam::111122223333:role/x",
    ],
    bad: [
      "arn:aws:iam::111122223333:user/eva",
      "arn:aws:iam::11112222333:role/x",
      "arn:aws:iam:eu-north-1:111122223333:role/x",
      "arn:aws:kms::111122223333:role/x",
      "arn:gcp:iam::111122223333:role/x",
      "arn:aws:iam::111122223333:role/",
      "arn:aws:iam::111122223333:role/*",
      "vision",
    ],
  },
  kmsKey: {
    schema: kmsKey("key"),
    good: [
      "alias/states",
      "alias/tfstate/acme-tfstate",
      "arn:aws:kms:eu-north-1:444455556666:alias/states",
      "arn:aws:kms:eu-north-1:444455556666:key/0a1b2c3d-0a1b-4c2d-8e3f-0a1b2c3d4e5f",
      "arn:aws-cn:kms:cn-north-1:444455556666:key/mrk-0123456789abcdef0123456789abcdef",
    ],
    bad: [
      "alias/aws/s3",
      "alias/",
      "states",
      "arn:aws:kms:eu-north-1:444455556666:alias/aws/s3",
      "arn:aws:kms:eu-north-1:444455556666:key/states",
      "arn:aws:kms:eu-north-1:44445555666:alias/states",
      "arn:aws:iam::444455556666:role/states",
    ],
  },
  awsId: {
    schema: awsId("id", "cr"),
    good: ["cr-01234567", "cr-0123456789abcdef0"],
    bad: ["cr-", "cr-0123456", "vpc-01234567", "CR-01234567", "cr-0123_567", `cr-${"a".repeat(33)}`],
  },
  hostName: {
    schema: hostName("host"),
    good: ["a.b", "road.fra1.acme.example", "registry.acme.example:5000", "xn--bcher-kva.example"],
    bad: [
      "a",
      "localhost",
      "A.b",
      "a..b",
      "-a.b",
      "a.b/",
      "https://a.b",
      "a.b:",
      "a.1",
      "a_b.c",
      "a.b:123456",
      `${"a.".repeat(127)}b`,
    ],
  },
  email: {
    schema: email("e-mail"),
    good: ["a@b.c", "a+b@c.d.e"],
    bad: ["a", "a@b", "a b@c.d", "a@@b.c", "<a@b.c>", ""],
  },
  sha256: {
    schema: sha256("sum"),
    good: [DIGEST],
    bad: [DIGEST.slice(1), `${DIGEST}0`, DIGEST.toUpperCase(), `sha256:${DIGEST}`, ""],
  },
  image: {
    schema: image("image"),
    good: [`a@sha256:${DIGEST}`, `registry.acme.example:5000/a/b:1.2@sha256:${DIGEST}`],
    bad: [
      "a",
      "a:latest",
      `a@sha256:${DIGEST.slice(1)}`,
      `A@sha256:${DIGEST}`,
      `a b@sha256:${DIGEST}`,
      `@sha256:${DIGEST}`,
      `a@sha512:${DIGEST}`,
    ],
  },
  url: {
    schema: url("address"),
    good: ["https://s3.acme.example", "http://10.0.0.1:9000", "https://a/b/c"],
    bad: [
      "s3.acme.example",
      "ftp://a",
      "https://",
      "https://a:b@c",
      "https://a?b",
      "file:///etc/passwd",
      "https://a b",
    ],
  },
  filePath: {
    schema: filePath("file"),
    good: ["a", "pki/ca.pem", "./a", "~/.kube/config", "a..b", "a/..b"],
    bad: ["", "/etc/passwd", "../a", "a/../b", "a/..", "..", "~", "~root/a", "a b", "C:\\a", "s3://a"],
  },
  instant: {
    schema: instant("moment"),
    good: ["2029-12-20T11:30:00Z", "2028-02-29T00:00:00Z"],
    bad: [
      "2029-12-20",
      "2029-12-20T11:30Z",
      "2029-12-20T11:30:00",
      "2029-12-20T11:30:00+01:00",
      "2029-02-29T00:00:00Z",
      "2029-13-01T00:00:00Z",
      "2029-12-20T24:00:00Z",
      "2029-12-20T11:60:00Z",
    ],
  },
  day: {
    schema: day("day"),
    good: ["2026-11-01", "2028-02-29"],
    bad: ["2026-11-1", "2026-02-29", "2026-00-10", "01.11.2026", "2026-11-01T00:00:00Z"],
  },
  whole: {
    schema: whole("count", 1, 16),
    good: [1, 16],
    bad: [0, 17, 1.5, -1, "1", null, Number.NaN, Number.POSITIVE_INFINITY],
  },
  positive: {
    schema: positive("amount"),
    good: [0.001, 1e12],
    bad: [0, -1, 1e13, Number.NaN, Number.POSITIVE_INFINITY, "1"],
  },
};

describe.each(Object.entries(FORMATS))("%s", (_, { schema, good, bad }) => {
  test.each(good.map((value) => [value]))("takes %j", (value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });

  test.each(bad.map((value) => [value]))("refuses %j", (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});
