import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StackName } from "../spec/names";
import type { StateCount } from "./summary";

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      {
        readonly dependencies?: readonly string[];
        readonly workingDirectory: string;
        readonly synthesizedStackPath: string;
      }
    >
  >;
}

/** The states that `cdktf synth` wrote into a folder, in deploy order, with their resources counted. */
export function synthesizedStates(outdir: string): readonly StateCount[] {
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as Manifest;
  const counted = Object.entries(stacks).map(([stack, { dependencies = [], synthesizedStackPath }]) => {
    const { resource = {} } = JSON.parse(readFileSync(join(outdir, synthesizedStackPath), "utf8")) as {
      resource?: Record<string, object>;
    };
    const resources = Object.values(resource).reduce((sum, byName) => sum + Object.keys(byName).length, 0);
    return { stack: stack as StackName, resources, after: dependencies };
  });
  return inOrder(counted);
}

/** Each state after the ones that it waits for. */
function inOrder(states: readonly StateCount[]): readonly StateCount[] {
  const placed: StateCount[] = [];
  const waiting = [...states];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ after }) => after.every((name) => placed.some(({ stack }) => stack === name)));
    placed.push(...waiting.splice(Math.max(0, next), 1));
  }
  return placed;
}
