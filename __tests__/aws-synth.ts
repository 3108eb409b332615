import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import type { AwsLocation } from "../constructs/arn";
import type { Statement } from "../constructs/policy-document";

/** What one Terraform address holds. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the shape by asserting on it.
export type AwsResource = Record<string, any>;

/** Resources of one synthesized stack. */
export class AwsResources {
  readonly byAddress: Readonly<Record<string, AwsResource>>;

  constructor(readonly json: string) {
    const types: Record<string, Record<string, AwsResource>> = JSON.parse(json).resource ?? {};
    this.byAddress = Object.fromEntries(
      Object.entries(types).flatMap(([type, byName]) =>
        Object.entries(byName).map(([name, { "//": _, ...resource }]) => [`${type}.${name}`, resource]),
      ),
    );
  }

  /** Every resource of a type. */
  all(type: string): readonly AwsResource[] {
    return Object.keys(this.byAddress).flatMap((address) =>
      address.startsWith(`${type}.`) ? [this.byAddress[address] ?? {}] : [],
    );
  }

  /** The one resource of a type that holds these properties. */
  one(type: string, like: AwsResource = {}): AwsResource {
    const found = this.all(type).filter((resource) =>
      Object.entries(like).every(([key, value]) => resource[key] === value),
    );
    const [first, second] = found;
    if (!first || second) throw new Error(`${found.length} of ${type} like ${JSON.stringify(like)}`);
    return first;
  }
}

/** Where test resources are. */
export const LOCATION: AwsLocation = { partition: "aws", region: "eu-north-1", account: "111122223333" };

/** Synthesizes a stack with the AWS provider, validations on. */
export function synthAws(build: (stack: TerraformStack) => void): AwsResources {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "aws", { region: LOCATION.region });
  build(stack);
  return new AwsResources(Testing.synth(stack, true));
}

/** One statement of a policy in a synthesized file, by its id. */
export function statement(policy: string, sid: string): AwsResource {
  const statements: readonly (AwsResource & { readonly Sid: Statement["sid"] })[] = JSON.parse(policy).Statement;
  const found = statements.find((one) => one.Sid === sid);
  if (!found) throw new Error(`no statement ${sid} among ${statements.map((one) => one.Sid).join(", ")}`);
  return found;
}
