import { Option } from "commander";
import { platformCosts } from "../placement/costs";
import { costsAsText } from "./cost-text";
import { loadedOrExit } from "./loaded";
import { program } from "./program";

const command = program("cost", "Prints what a platform costs in a month: idle, expected and at worst.")
  .argument("<file>", "platform file")
  .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
  .action((file: string, { format }: { format: "text" | "json" }) => {
    const costs = platformCosts(loadedOrExit(file));
    process.stdout.write(format === "json" ? `${JSON.stringify(costs, undefined, 2)}\n` : costsAsText(costs));
  });

command.parse();
