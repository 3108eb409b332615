/**
 * A text that Terraform takes as it stands: `${…}` and `%{…}` in it are escaped, never evaluated.
 *
 * Every free text that a person wrote passes here on its way into a resource; tokens of other resources must not.
 */
export function literal(text: string): string {
  // functions, since "$$" in a replacement text stands for one "$".
  return text.replaceAll("${", () => "$${").replaceAll("%{", "%%{");
}

/** {@link literal} for each value of a map. */
export function literals(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, literal(text)]));
}
