import type { Rule } from "../rule";

/** Every rule of the file itself. */
export const SPEC_RULES: readonly Rule[] = [];
