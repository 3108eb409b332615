import { literal, literals } from "../../constructs/literal";

test.each([
  ['${file("/etc/hostname")}', '$${file("/etc/hostname")}'],
  ["%{ if true }x%{ endif }", "%%{ if true }x%%{ endif }"],
  ["a ${b} and ${c}", "a $${b} and $${c}"],
  ["costs $5 or 5%", "costs $5 or 5%"],
  ["$$ and %%", "$$ and %%"],
])("%s is written %s", (text, written) => {
  expect(literal(text)).toBe(written);
});

test("each value of a map is escaped, and no key", () => {
  expect(literals({ owner: "${x}" })).toEqual({ owner: "$${x}" });
});
