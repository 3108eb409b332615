import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { FileRule } from "./file-rules";

/** The parts of a sentence about a badly formed value; `shape.ts` turns them into a problem. */
export interface FormatIssue {
  readonly rule: FileRule;
  readonly found: string;
  readonly fix: string;
}

/** A check of one value: what is wrong with it, or undefined. */
type Check<T> = (value: T) => FormatIssue | undefined;

/** A string with a form of its own; the check's issue carries a rule id. */
export function formatted(description: string, check: Check<string>) {
  return z
    .string()
    .superRefine((value, context) => {
      const issue = check(value);
      if (issue) context.addIssue({ code: "custom", message: issue.found, params: { ...issue } });
    })
    .describe(description);
}

const quoted = (value: string) => JSON.stringify(value);

function pattern(rule: FileRule, regex: RegExp, what: string, fix: string): Check<string> {
  return (value) => (regex.test(value) ? undefined : { rule, found: `${quoted(value)} is not ${what}`, fix });
}

/** A name that someone else gave, in a form of its own. */
export function givenName(description: string, regex: RegExp, what: string, example: string) {
  return formatted(description, pattern("bad-name", regex, what, `write it as in ${example}`));
}

const RESERVED_NAMES = new Set(["constructor", "prototype"]);

/** A part of a bucket's keys. */
export function objectPrefix(description: string) {
  return formatted(
    description,
    pattern(
      "bad-prefix",
      /^(?!\.{1,2}(\/|$))[\w.=-]+(\/(?!\.{1,2}(\/|$))[\w.=-]+)*$/,
      "a prefix",
      'use letters, digits, "_", ".", "=" and "-", with "/" between them and none at either end',
    ),
  );
}

/** The name of something in the file: a DNS label that is also a Terraform id. */
export function name(what: string, maxLength: number, minLength = 1) {
  return formatted(
    `Name of the ${what}: ${minLength} to ${maxLength} of a-z, 0-9 and "-"; starts with a letter, ends with a letter or digit.`,
    (value) => {
      if (RESERVED_NAMES.has(value))
        return { rule: "bad-name", found: `${quoted(value)} is a reserved word`, fix: "choose another name" };
      if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(value))
        return {
          rule: "bad-name",
          found: `${quoted(value)} is not a name`,
          fix: 'use a-z, 0-9 and "-", start with a letter and end with a letter or digit',
        };
      if (value.length < minLength || value.length > maxLength)
        return {
          rule: "bad-name",
          found: `${quoted(value)} has ${value.length} character${value.length === 1 ? "" : "s"}`,
          fix: `use ${minLength} to ${maxLength}`,
        };
      return undefined;
    },
  );
}

/** The name of a Kubernetes object that exists already: a DNS subdomain. */
export function objectName(description: string) {
  return formatted(
    description,
    pattern(
      "bad-name",
      /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
      "a Kubernetes object name",
      'use labels of a-z, 0-9 and "-", joined by "."',
    ),
  );
}

/** One of a list of words. */
export function oneOf<const T extends string>(description: string, words: readonly T[]) {
  return z.enum(words as readonly [T, ...T[]]).describe(description);
}

/** An IPv4 network in CIDR form, without host bits. */
export function cidr(description: string) {
  return formatted(description, (value) => {
    const fix = "write an IPv4 network such as 10.20.0.0/16";
    if (!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(value) || !ipaddr.IPv4.isValidCIDRFourPartDecimal(value))
      return { rule: "bad-cidr", found: `${quoted(value)} is not an IPv4 network`, fix };
    const network = ipaddr.IPv4.networkAddressFromCIDR(value).toString();
    const [address, prefix] = value.split("/");
    if (network !== address)
      return {
        rule: "bad-cidr",
        found: `${value} has host bits set`,
        fix: `write the network's own address, ${network}/${prefix}`,
      };
    return undefined;
  });
}

/** One IPv4 address. */
export function ipv4(description: string) {
  return formatted(description, (value) =>
    ipaddr.IPv4.isValidFourPartDecimal(value)
      ? undefined
      : {
          rule: "bad-address",
          found: `${quoted(value)} is not an IPv4 address`,
          fix: "write four numbers from 0 to 255",
        },
  );
}

/** An IAM role's ARN. */
export function roleArn(description: string) {
  return formatted(
    description,
    pattern(
      "bad-arn",
      /^arn:aws(-us-gov|-cn|-eusc)?:iam::\d{12}:role\/[\w+=,.@/-]+$/,
      "the ARN of an IAM role",
      "write arn:aws:iam::<account>:role/<name>",
    ),
  );
}

/** An identifier that AWS gave out, such as `vpc-0abc`. */
export function awsId(description: string, prefix: string) {
  return formatted(
    description,
    pattern(
      "bad-aws-id",
      new RegExp(`^${prefix}-[0-9a-z]{8,32}$`),
      `an id of the form ${prefix}-…`,
      `copy the ${prefix}-… id from the console or the CLI`,
    ),
  );
}

/**
 * A KMS key as S3's backend of Terraform takes it.
 *
 * @see https://github.com/hashicorp/terraform/blob/v1.11.4/internal/backend/remote-state/s3/validate.go
 */
export function kmsKey(description: string) {
  const alias = "alias/(?!aws/)[a-zA-Z0-9/_-]+";
  return formatted(
    description,
    pattern(
      "bad-kms-key",
      new RegExp(
        `^(${alias}|arn:aws(-us-gov|-cn|-eusc)?:kms:[a-z0-9-]+:\\d{12}:(${alias}|key/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})))$`,
      ),
      "the alias or the ARN of a KMS key of yours",
      "write alias/<name>, or the key's ARN where it is of another account",
    ),
  );
}

/** A host name. */
export function hostName(description: string) {
  return formatted(
    description,
    pattern(
      "bad-host",
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?(:\d{1,5})?$/,
      "a host name",
      "write a full host name in lower case, such as road.fra1.acme.example",
    ),
  );
}

/** What an e-mail address looks like. */
export const EMAIL = /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/;
const DIGEST = /^[a-z0-9][a-z0-9.:/_-]*@sha256:[0-9a-f]{64}$/;

/** An e-mail address. */
export function email(description: string) {
  return formatted(description, pattern("bad-email", EMAIL, "an e-mail address", "write name@domain"));
}

/** The 64 hexadecimal digits of a sha256 sum. */
export function sha256(description: string) {
  return formatted(
    description,
    pattern(
      "bad-sha256",
      /^[0-9a-f]{64}$/,
      "a sha256 sum",
      "write its 64 digits of 0-9 and a-f (sha256sum SHA256SUMS)",
    ),
  );
}

/** A container image pinned by digest. */
export function image(description: string) {
  return formatted(description, (value) => {
    if (DIGEST.test(value)) return undefined;
    const digest = value.split("@sha256:")[1];
    return {
      rule: "image-digest",
      found:
        digest === undefined
          ? `${quoted(value)} has no digest`
          : `${quoted(value)} has a digest of ${digest.length} characters, not 64 hexadecimal digits`,
      fix: "pin the image as registry/repository@sha256:<64 hex digits>: a tag can be moved",
    };
  });
}

/** An https:// (or, on-prem, http://) address. */
export function url(description: string) {
  return formatted(
    description,
    pattern(
      "bad-url",
      /^https?:\/\/[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[\w./-]*)?$/i,
      "an http(s) address",
      "write https://host[:port]",
    ),
  );
}

/** A path inside the repository or the home folder. */
export function filePath(description: string) {
  return formatted(
    description,
    pattern(
      "bad-path",
      /^(?!.*(^|\/)\.\.(\/|$))(~\/)?[\w.@-][\w./@-]*$/,
      "a relative path",
      "write a path relative to the platform file (or, where allowed, ~/…), without .. and not absolute",
    ),
  );
}

/** A moment in time, to the second, in UTC. */
export function instant(description: string) {
  return formatted(description, (value) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) && isCalendarTime(value)
      ? undefined
      : { rule: "bad-time", found: `${quoted(value)} is not a time`, fix: "write UTC as 2029-12-20T11:30:00Z" },
  );
}

/** A calendar day. */
export function day(description: string) {
  return formatted(description, (value) =>
    /^\d{4}-\d\d-\d\d$/.test(value) &&
    !Number.isNaN(Date.parse(value)) &&
    new Date(value).toISOString().startsWith(value)
      ? undefined
      : { rule: "bad-time", found: `${quoted(value)} is not a day`, fix: "write it as 2026-11-01" },
  );
}

/** False for the 30th of February, which Date takes for the 2nd of March. */
function isCalendarTime(value: string): boolean {
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value.replace(/Z$/, ""));
}

/** A whole number, exact and in range. */
export function whole(description: string, min: number, max = Number.MAX_SAFE_INTEGER) {
  return z.number().int().min(min).max(max).describe(description);
}

/** A positive number. */
export function positive(description: string) {
  return z.number().positive().max(1e12).describe(description);
}
