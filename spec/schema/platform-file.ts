import { z } from "zod";
import { DEFAULTS } from "../defaults";
import { filePath, formatted, kmsKey, name, oneOf } from "../formats";
import { cloud } from "./cloud";
import { gpu, instanceType } from "./hardware";
import { observability } from "./observability";
import { onPrem } from "./on-prem";
import { prices } from "./prices";
import { dataset, deployment, model, run, team } from "./work";

const bucketName = formatted(
  "Bucket of the Terraform state; it must exist (npm run state prints how to make it).",
  (value) =>
    /^(?!xn--|sthree-|\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(value) && !value.endsWith("-s3alias")
      ? undefined
      : {
          rule: "bad-bucket",
          found: `${JSON.stringify(value)} is not a bucket name`,
          fix: 'use 3 to 63 of a-z, 0-9 and "-"',
        },
);

const state = z
  .strictObject({
    local: z
      .strictObject({ path: filePath("Folder of the state files, relative to where Terraform runs.").optional() })
      .optional()
      .describe("State files on this machine: state/<stack>.tfstate beside cdktf.out."),
    s3: z
      .strictObject({
        bucket: bucketName,
        region: z.string().describe("Region of the bucket."),
        kmsKey: kmsKey(
          "Alias or ARN of the KMS key of its objects, in the bucket's region. Default: the key that npm run state makes, alias/tfstate/<bucket>.",
        ).optional(),
      })
      .optional()
      .describe("State in S3, locked and encrypted; key <name>/<stack>.tfstate."),
    onPrem: oneOf(
      "Where on-prem and inference-on-prem keep state: kubernetes (Secrets of the on-prem cluster, so that they deploy while AWS is away), or s3 or local like the rest. Default: kubernetes where s3 and both sides exist.",
      ["kubernetes", "s3", "local"],
    ).optional(),
  })
  .describe("Where Terraform keeps state: exactly one of local, s3.");

/** The whole platform file, as a team writes it. */
export const platformFile = z
  .strictObject({
    name: name("platform: the prefix of every name", 20, 2),
    owner: z
      .string()
      .min(1)
      .max(256)
      .describe(
        "Who is asked when something breaks: a tag, and the annotation gpu.platform/owner. An e-mail address gets the link's alarms where there is no budget.",
      ),
    tags: z
      .record(z.string().min(1).max(128), z.string().max(256))
      .default(DEFAULTS.tags)
      .describe("On every AWS resource; also labels where legal."),
    allowDestroy: z
      .boolean()
      .default(DEFAULTS.allowDestroy)
      .describe("true drops prevent_destroy: the first commit of a teardown."),
    state,
    onPrem: onPrem.optional(),
    cloud: cloud.optional(),
    observability: observability.prefault({}),
    teams: z.array(team).max(100).default([]).describe("The teams."),
    datasets: z.array(dataset).max(500).default([]).describe("The datasets."),
    runs: z.array(run).max(500).default([]).describe("The training runs."),
    models: z.array(model).max(200).default([]).describe("The models."),
    deployments: z.array(deployment).max(200).default([]).describe("What is served, and where."),
    gpus: z.array(gpu).max(50).default([]).describe("GPUs that the catalog does not have yet."),
    instanceTypes: z
      .array(instanceType)
      .max(50)
      .default([])
      .describe("EC2 instance types that the catalog does not have yet."),
    prices: prices.optional(),
  })
  .describe("One platform: its sides, teams, data, runs, models and what is served.");

/** The platform file after shape checks and defaults; lists in the file's order. */
export type PlatformFile = z.output<typeof platformFile>;
export type OnPremFile = NonNullable<PlatformFile["onPrem"]>;
export type CloudFile = NonNullable<PlatformFile["cloud"]>;
export type OnPremPoolFile = OnPremFile["pools"][number];
export type CloudPoolFile = CloudFile["pools"][number];
export type TeamFile = PlatformFile["teams"][number];
export type ModelFile = PlatformFile["models"][number];
export type DeploymentFile = PlatformFile["deployments"][number];
/** A deployment that answers requests: without a schedule. */
export type ServedFile = DeploymentFile & Required<Pick<DeploymentFile, "side" | "pool" | "replicas">>;
