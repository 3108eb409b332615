import { Command } from "commander";

/** Exit codes of every command: done, an error in a file, a file that cannot be read or bad usage. */
export const EXIT = { ok: 0, problems: 1, usage: 2 } as const;

/** A command that ends with those codes; its subcommands do the same. */
export function program(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
}
