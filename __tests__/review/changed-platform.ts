import { EXAMPLE } from "./platform-texts";

/** The example after a change that creates, updates, replaces, destroys and moves. */
export const CHANGED = EXAMPLE.replace("name: acme\n", "name: acme\nallowDestroy: true\n")
  .replace("maxNodes: 4", "maxNodes: 5")
  .replace(/zone: eu-north-1a/g, "zone: eu-north-1b")
  .replace("replicas: { min: 2, max: 4 }", "replicas: { min: 3, max: 4 }")
  .replace(/\bh100\b/g, "hopper")
  .replace(/^( *)- name: hopper\b/m, "$1- formerly: h100\n$1  name: hopper")
  .replace(/ {2}- name: scan-segmenter-fra1\n(?: {4}.*\n)+/, "")
  .replace("\nteams:\n", '\nteams:\n  - { name: audio, groups: ["oidc:audio"], burst: { l4: 1 } }\n');
