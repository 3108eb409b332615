import type { Facts, Finding, Rule } from "../rule";
import { counted, quoted } from "./wording";

/**
 * What AWS takes in a tag's key and value.
 *
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Keys of the platform's own tags. */
const OWN = /^gpu\.platform\//;

/** Tags of one resource, and those that the platform and its constructs add: name, owner, Name, and what finds a resource. */
const MOST_TAGS = 50;
const OWN_TAGS = 6;

/** Tags of AWS resources, and the owner, who is one. Without a cloud side they become labels where that is legal. */
export const TAG_RULES: readonly Rule[] = [
  { id: "tag-key", severity: "error", needs: [], check: keys },
  {
    id: "tag-characters",
    severity: "error",
    needs: [],
    check: ({ file }) => {
      if (!file.cloud) return [];
      return [
        ...Object.entries(file.tags).flatMap(([key, value]) => [
          ...(CHARACTERS.test(key) ? [] : [strange(["tags", key], `the key ${quoted(key)}`)]),
          ...(CHARACTERS.test(value) ? [] : [strange(["tags", key], quoted(value))]),
        ]),
        ...(CHARACTERS.test(file.owner) ? [] : [strange(["owner"], quoted(file.owner))]),
      ];
    },
  },
  {
    id: "tag-count",
    severity: "error",
    needs: [],
    check: ({ file }) => {
      const count = Object.keys(file.tags).length;
      const most = MOST_TAGS - OWN_TAGS;
      if (!file.cloud || count <= most) return [];
      const found = `has ${counted(count, "tag")}: AWS takes ${MOST_TAGS}, and the platform adds up to ${OWN_TAGS}`;
      return [{ path: ["tags"], found, fix: `use at most ${most}` }];
    },
  },
];

function strange(path: readonly string[], what: string): Finding {
  return {
    path,
    found: `${what} has characters that AWS takes in no tag`,
    fix: "use letters, digits, blanks and _ . : / = + - @",
  };
}

function keys({ file }: Facts): readonly Finding[] {
  if (!file.cloud) return [];
  return Object.keys(file.tags).flatMap((key): Finding[] => {
    const path = ["tags", key];
    if (/^aws:/i.test(key))
      return [{ path, found: `is a key of AWS's own: they start with aws:`, fix: "use another key" }];
    if (OWN.test(key) || key === "Name")
      return [{ path, found: "is a key that the platform writes itself", fix: "use another key" }];
    return [];
  });
}
