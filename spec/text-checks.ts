import type { FileRule } from "./file-rules";
import type { Path, Problem } from "./problem";

type Finding = Omit<Problem, "severity" | "rule"> & { readonly rule: FileRule };

/** Characters that do not show, or that turn the reading direction: a reviewer would not see them. */
const INVISIBLE =
  /\u034F|[\uFE00-\uFE0F]|[\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point.
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;

/** Things that look like credentials: they would be in Git, in the plan and in the state. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/, "an AWS access key"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, "a GitHub token"],
  [/\bgithub_pat_[A-Za-z0-9_]{22,}\b/, "a GitHub token"],
  [/\bglpat-[A-Za-z0-9_-]{20,}\b/, "a GitLab token"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}\b/, "a Slack token"],
  [/\bhf_[A-Za-z0-9]{30,}\b/, "a Hugging Face token"],
  [/\bnvapi-[A-Za-z0-9_-]{40,}\b/, "an NGC key"],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, "a JSON Web Token"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s:@]+@/i, "an address with a password"],
];

/**
 * What is wrong with a text wherever it stands: it hides something, holds a secret, or Terraform would evaluate it.
 * A run's command is no exception but for template sequences: it never becomes Terraform, and shells use `${…}`.
 */
export function textProblem(text: string, path: Path): Finding | undefined {
  const hidden = INVISIBLE.exec(text) ?? CONTROL.exec(text);
  if (hidden) {
    const code = `U+${(hidden[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    return { rule: "invisible-character", path, found: `holds the invisible character ${code}`, fix: "remove it" };
  }
  const secret = SECRETS.find(([pattern]) => pattern.test(text));
  if (secret)
    return {
      rule: "secret-in-file",
      path,
      found: `looks like ${secret[1]}`,
      fix: "remove it and change it where it is valid: this file is read by many; name a Secret instead",
    };
  if (isCommand(path)) return undefined;
  if (text.includes("${") || text.includes("%{"))
    return {
      rule: "template-sequence",
      path,
      found: `${JSON.stringify(text)} holds a template sequence`,
      fix: "remove ${ and %{: nothing in this file is evaluated",
    };
  if (/[\r\n]/.test(text))
    return { rule: "line-break", path, found: "holds a line break", fix: "write it on one line" };
  if (text !== text.trim())
    return {
      rule: "surrounding-blanks",
      path,
      found: `${JSON.stringify(text)} starts or ends with blanks`,
      fix: "remove them",
    };
  if (text !== text.normalize("NFC"))
    return {
      rule: "invisible-character",
      path,
      found: `${JSON.stringify(text)} is not in Unicode normal form C`,
      fix: "type it again",
    };
  return undefined;
}

function isCommand(path: Path): boolean {
  return path[0] === "runs" && path[2] === "command";
}
