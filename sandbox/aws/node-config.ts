import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** A taint as Kubernetes spells it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** What an instance's own user data says of the node it becomes. */
export interface NodeConfig {
  readonly cluster: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Pods that the kubelet takes; undefined where the user data does not say. */
  readonly maxPods: number | undefined;
  /** The instance's own disks hold the pods' ephemeral storage. */
  readonly localStorage: boolean;
}

const taintSchema = z.object({ key: z.string(), value: z.string().optional(), effect: z.string() });

/** Only what the simulated node reads of `node.eks.aws/v1alpha1`: https://awslabs.github.io/amazon-eks-ami/nodeadm/. */
const documentSchema = z.looseObject({
  kind: z.literal("NodeConfig"),
  spec: z
    .looseObject({
      cluster: z.looseObject({ name: z.string().optional() }).optional(),
      kubelet: z
        .looseObject({
          config: z
            .looseObject({ maxPods: z.number().int().optional(), registerWithTaints: z.array(taintSchema).optional() })
            .optional(),
          flags: z.array(z.string()).optional(),
        })
        .optional(),
      instance: z
        .looseObject({ localStorage: z.looseObject({ strategy: z.string().optional() }).optional() })
        .optional(),
    })
    .default({}),
});

/** Reads the NodeConfig of Amazon Linux 2023 out of user data, bare or in MIME parts; a later part adds to an earlier one. */
export function nodeConfigOf(userData: string | null): NodeConfig {
  const specs = nodeConfigParts(userData ?? "")
    .flatMap((part) => parseAllDocuments(part))
    .map((document) => documentSchema.safeParse("toJS" in document ? document.toJS() : undefined))
    .flatMap((parsed) => (parsed.success ? [parsed.data.spec] : []));
  const flags = specs.flatMap((spec) => spec.kubelet?.flags ?? []);
  return {
    cluster: last(specs.map((spec) => spec.cluster?.name)),
    labels: Object.fromEntries(valuesOf(flags, "--node-labels").map((pair) => splitOnce(pair, "="))),
    taints: [
      ...specs.flatMap((spec) => spec.kubelet?.config?.registerWithTaints ?? []),
      ...valuesOf(flags, "--register-with-taints").map(taintOf),
    ],
    maxPods: last(specs.map((spec) => spec.kubelet?.config?.maxPods)),
    localStorage: specs.some((spec) => spec.instance?.localStorage?.strategy !== undefined),
  };
}

function nodeConfigParts(userData: string): readonly string[] {
  const boundary = /boundary="?([^"\r\n;]+)"?/i.exec(userData)?.[1];
  if (boundary === undefined) {
    return [userData];
  }
  return userData
    .replaceAll("\r\n", "\n")
    .split(`--${boundary}`)
    .filter((part) => /^content-type:\s*application\/node\.eks\.aws/im.test(part))
    .map((part) => part.slice(part.indexOf("\n\n") + 2));
}

/** The comma-separated values of a kubelet flag, wherever it is given; quotes are the shell's, not the value's. */
function valuesOf(flags: readonly string[], name: string): readonly string[] {
  return flags
    .filter((flag) => flag.startsWith(`${name}=`))
    .flatMap((flag) =>
      flag
        .slice(name.length + 1)
        .replaceAll('"', "")
        .split(","),
    )
    .filter((value) => value !== "");
}

/** `key=value:effect` or `key:effect`. */
function taintOf(text: string): Taint {
  const [keyAndValue, effect] = splitOnce(text, ":");
  const [key, value] = splitOnce(keyAndValue, "=");
  return value === "" ? { key, effect } : { key, value, effect };
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

function last<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.filter((value) => value !== undefined).at(-1);
}
