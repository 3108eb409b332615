import pc from "picocolors";
import { type Providers, prepareProviders } from "../sandbox/engines/providers";
import { terraformVersion, type Validation, validateStates } from "./validate";

/** Validates every state with Terraform and prints what came of it. */
export async function reportValidation(outdir: string, stacks: readonly string[]): Promise<void> {
  const version = terraformVersion();
  if (version === undefined) {
    console.log(
      "terraform validate: not checked, Terraform is not installed; get 1.11 or newer (https://developer.hashicorp.com/terraform/install)",
    );
    return;
  }
  const providers = await prepareProviders({
    wanted: ["aws", "kubernetes", "helm"],
    environment: process.env,
    onProgress: (line) => console.error(pc.dim(line)),
  });
  const validations = await validateStates(outdir, stacks, providers.cliConfigFile);
  for (const line of verdicts(version, providers, validations)) console.log(line);
}

function verdicts(version: string, providers: Providers, validations: readonly Validation[]): string[] {
  const of = (result: Validation["result"]) => validations.filter((validation) => validation.result === result);
  const used = [...providers.atHand].map(([name, at]) => `${name} ${at}`).join(", ") || "providers of the registry";
  const unchecked = of("unchecked").map(({ stack }) => stack);
  return [
    ...(of("valid").length > 0
      ? [
          `terraform validate: ${of("valid").length} of ${validations.length} states are valid (Terraform ${version}; ${used})`,
        ]
      : []),
    ...of("invalid").map(({ stack, output }) => `${pc.red("terraform refuses")} ${stack}:\n${output}`),
    ...(unchecked.length > 0
      ? [
          `terraform validate: not checked: ${unchecked.join(", ")}; ${providers.missing.map(({ name, why }) => `${name}: ${why}`).join("; ") || "a provider could not be had"}, and the registry did not answer`,
        ]
      : []),
  ];
}
