import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "keys of AWS and of the platform",
    fragment: `tags: { "AWS:x": a, "gpu.platform/name": a, Name: a, aws-x: a }`,
    found: [
      "error tag-key: tags.AWS:x is a key of AWS's own: they start with aws:; use another key",
      "error tag-key: tags.gpu.platform/name is a key that the platform writes itself; use another key",
      "error tag-key: tags.Name is a key that the platform writes itself; use another key",
    ],
  },
  {
    title: "characters that AWS takes, and some that it does not",
    fragment: `
      owner: "Über <ml@acme.example>"
      cloud: { budget: { monthlyUsd: 1, emails: [ml@acme.example] } }
      tags: { "a b": "ä ö 1_.:/=+-@", "a*b": "x", "ab": "a,b" }
    `,
    found: [
      'error tag-characters: owner "Über <ml@acme.example>" has characters that AWS takes in no tag; use letters, digits, blanks and _ . : / = + - @',
      'error tag-characters: tags.a*b the key "a*b" has characters that AWS takes in no tag; use letters, digits, blanks and _ . : / = + - @',
      'error tag-characters: tags.ab "a,b" has characters that AWS takes in no tag; use letters, digits, blanks and _ . : / = + - @',
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
