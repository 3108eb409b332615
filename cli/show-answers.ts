import { type Asked, agrees, askedModels } from "../sandbox/platform/asked-models";
import type { Platform } from "../spec/platform";
import { SIDE_PLACES, SIDE_WORDS } from "../spec/side-words";
import { SANDBOX } from "./checkout-sandbox";
import { columns } from "./columns";

/** Asks the models that were trained here, and prints what each server answers beside what the training computed. */
export async function showAnswers(platform: Platform): Promise<readonly Asked[]> {
  const asked = await askedModels(SANDBOX, platform);
  for (const line of answerLines(asked)) console.log(line);
  return asked;
}

/** What is printed of some answers. */
export function answerLines(asked: readonly Asked[]): readonly string[] {
  if (asked.length === 0) return ["  no served model of the file was trained here: servers are simulated"];
  const rows = asked.map((one) => [
    one.deployment,
    SIDE_WORDS[one.side],
    `${one.model} ${one.version}, trained ${SIDE_PLACES[one.trainedOn]}`,
    one.expected?.join(" ") ?? "",
    one.answered?.join(" ") ?? (one.problem || "no answer"),
    agrees(one) ? `the same, in ${one.milliseconds} ms` : "not the same",
  ]);
  return columns([["deployment", "side", "model", "computed at training", "answered by MLServer", ""], ...rows]);
}
