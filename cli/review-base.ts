import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";
import { ALL_RULES } from "../placement/load-platform";
import { type PlatformText, platformText } from "../review/platform-text";
import { formatProblem, loadText, UnreadableFile } from "../spec/loader";

/** The older platform: read, and laid where it can be synthesized. */
export interface Base {
  readonly text: PlatformText;
  /** Folder in which it lies as its successor lies in the project. */
  readonly project: string;
  /** Its path in that folder. */
  readonly path: string;
}

/**
 * The platform file that another is compared with: a file, or the same file at a git revision. Undefined where the revision does not have
 * the file yet.
 *
 * @throws UnreadableFile where it is neither, or has errors
 */
export function readBase(base: string, head: string, project: string, now: Date): Base | undefined {
  const source = existsSync(base) && statSync(base).isFile() ? fileSource(base) : gitSource(base, head);
  const bytes = source.read("");
  if (bytes === undefined) return undefined;
  const path = inProject(head);
  const lay = (at: string, content: Buffer) => {
    mkdirSync(dirname(join(project, at)), { recursive: true });
    writeFileSync(join(project, at), content);
  };
  lay(path, bytes);
  const readFile = (beside: string) => {
    const content = source.read(beside);
    const at = posix.join(posix.dirname(path), beside);
    if (content !== undefined && !at.startsWith("..")) lay(at, content);
    return content?.toString("utf8");
  };
  const loaded = loadText(head, bytes, { rules: ALL_RULES, now, readFile });
  const text = platformText(loaded);
  if (!text) {
    const errors = loaded.problems.filter(({ severity }) => severity === "error").map(formatProblem);
    throw new UnreadableFile(
      `${head} of ${base}`,
      `has errors, so nothing can be compared with it\n${errors.join("\n")}`,
    );
  }
  for (const part of ["cdktf.json", "locks"])
    if (existsSync(part)) cpSync(part, join(project, part), { recursive: true });
  return { text: { ...text, file: source.called }, project, path };
}

interface Source {
  readonly called: string;
  /** The file itself for "", else a file beside it. */
  read(beside: string): Buffer | undefined;
}

function fileSource(file: string): Source {
  return {
    called: file,
    read: (beside) => {
      const path = beside === "" ? file : join(dirname(file), beside);
      return existsSync(path) ? readFileSync(path) : undefined;
    },
  };
}

function gitSource(revision: string, head: string): Source {
  // a revision that begins with a dash would be an option.
  const known = revision.startsWith("-") ? 1 : git("rev-parse", "--verify", "--quiet", `${revision}^{commit}`).status;
  if (known !== 0)
    throw new UnreadableFile(revision, "is neither a file nor a git revision; in a shallow clone, fetch it first");
  return {
    called: `${head}@${revision}`,
    read: (beside) => {
      const path = relative(process.cwd(), resolve(beside === "" ? head : join(dirname(head), beside)));
      const shown = git("show", `${revision}:./${path}`);
      return shown.status === 0 ? shown.stdout : undefined;
    },
  };
}

function git(...args: string[]) {
  return spawnSync("git", args, { maxBuffer: 64 * 1024 * 1024 });
}

function inProject(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return path.startsWith("..") ? posix.basename(path) : path;
}
