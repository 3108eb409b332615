import { z } from "zod";
import { cronProblem } from "../cron";
import { DEFAULTS } from "../defaults";
import {
  day,
  formatted,
  givenName,
  hostName,
  image,
  name,
  objectName,
  objectPrefix,
  oneOf,
  positive,
  roleArn,
  sha256,
  whole,
} from "../formats";

const SIDES = ["onPrem", "cloud"] as const;
/** From open to closed. */
export const CLASSIFICATIONS = ["public", "internal", "confidential", "restricted"] as const;
export const PRECISIONS = ["fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4"] as const;
export const FRAMEWORKS = ["pytorch", "tensorflow", "spark", "ray", "command"] as const;
export const SERVERS = ["vllm", "triton", "tensorflow", "openvino", "mlserver", "custom"] as const;

const side = (description: string) => oneOf(description, SIDES);
const classification = (description: string) => oneOf(description, CLASSIFICATIONS);
const reference = (what: string) => z.string().min(1).describe(what);

/** Quotas by pool. */
const quota = (description: string) => z.record(z.string(), whole("Units.", 0, 100000)).describe(description);

/** People who share a quota. */
export const team = z
  .strictObject({
    name: name("team", 20),
    formerly: name("team before it was renamed", 20).optional(),
    groups: z
      .array(givenName("A Kubernetes group.", /^[\w:.@/-]{1,253}$/, "a Kubernetes group", "oidc:vision"))
      .default([...DEFAULTS.team.groups])
      .describe("Kubernetes groups of its members."),
    roleArns: z
      .array(roleArn("A role of `cloud.account`."))
      .default([...DEFAULTS.team.roleArns])
      .describe("The same people on the cloud side: IAM roles."),
    experiment: quota("Quota on-prem: units (GPUs, MIG slices or time slices) of each on-prem GPU pool.").default(
      DEFAULTS.team.experiment,
    ),
    burst: quota("Quota in the cloud: GPUs of each cloud GPU pool.").default(DEFAULTS.team.burst),
    borrow: z
      .boolean()
      .default(DEFAULTS.team.borrow)
      .describe("May use what other teams leave idle, and gives it back."),
  })
  .describe("A team: its members, its namespace and its quotas.");

/** Data that runs read. */
export const dataset = z
  .strictObject({
    name: name("dataset", 40),
    formerly: name("dataset before it was renamed", 40).optional(),
    sizeGiB: positive("Size, in GiB."),
    home: side("The side where it is kept."),
    classification: classification("public < internal < confidential < restricted; restricted never leaves on-prem."),
    residency: z
      .array(z.string())
      .min(1)
      .max(60)
      .optional()
      .describe("Countries (ISO 3166-1 alpha-2) where it may be, or EU. Default: anywhere."),
    teams: z
      .array(reference("A team."))
      .optional()
      .describe("Teams that read it. Default: the teams whose runs name it."),
    cachedOn: z
      .array(side("A side."))
      .default([...DEFAULTS.dataset.cachedOn])
      .describe("Sides that keep a copy beside the home."),
  })
  .describe("A dataset: where it lives, who reads it, where it may be.");

/** One training run. */
export const run = z
  .strictObject({
    name: name("run", 40),
    formerly: name("run before it was renamed", 40).optional(),
    team: reference("The team that runs it."),
    framework: oneOf("What starts and joins the workers.", FRAMEWORKS),
    image: image("Container image, pinned by digest."),
    command: z.array(z.string().min(1).max(4096)).min(1).max(200).describe("What each worker executes."),
    workers: whole("Workers, started together.", 1, 4096).default(DEFAULTS.run.workers),
    gpusPerWorker: whole("GPUs (or, in a shared pool, one unit) of each worker; 0 for CPU work.", 0, 16),
    needs: z
      .strictObject({
        gpuMemoryGiB: positive("Memory of each GPU, in GiB.").optional(),
        precision: oneOf("Number format the GPU must compute in.", PRECISIONS).optional(),
        cpus: positive("vCPUs of each worker.").optional(),
        memoryGiB: positive("Memory of each worker, in GiB.").optional(),
      })
      .default(DEFAULTS.run.needs)
      .describe("What the work needs, never what the machine is called."),
    datasets: z
      .array(reference("A dataset."))
      .default([...DEFAULTS.run.datasets])
      .describe("Datasets it reads."),
    produces: reference("The model that it writes.").optional(),
    hours: positive("Expected length, in hours.").optional(),
    timesPerMonth: z
      .number()
      .nonnegative()
      .max(100000)
      .default(DEFAULTS.run.timesPerMonth)
      .describe("How often a month."),
    side: oneOf("Where it runs: auto lets placement decide.", ["auto", ...SIDES]).default(DEFAULTS.run.side),
  })
  .describe("A training run, without naming hardware.");

/** A model and its versions. */
export const model = z
  .strictObject({
    name: name("model", 40),
    formerly: name("model before it was renamed", 40).optional(),
    trainedOn: z
      .array(reference("A dataset."))
      .default([...DEFAULTS.model.trainedOn])
      .describe("Its data: with that of the runs that produce it, its classification and residency."),
    released: z
      .strictObject({
        classification: classification("The classification that replaces the inherited one; the residency is cleared."),
        by: z.string().min(1).max(200).describe("Who decided it."),
        on: day("When."),
        reason: z.string().min(1).max(1000).describe("Why that is right."),
      })
      .optional()
      .describe("The only way to loosen what a model inherits from its data."),
    server: oneOf("What serves it.", SERVERS),
    image: image("With server custom: the image, pinned by digest.").optional(),
    port: whole("With server custom: the HTTP port.", 1, 65535).optional(),
    precision: oneOf("Number format of its weights when served.", PRECISIONS),
    parametersBillions: positive("Parameters, in billions."),
    attention: z
      .strictObject({
        layers: whole("Layers that keep keys and values.", 1, 10000),
        kvHeads: whole("Heads of keys and values: num_key_value_heads of its configuration.", 1, 10000),
        headDim: whole("Size of a head.", 1, 100000),
        contextTokens: whole("Longest sequence, request and answer together.", 1, 100_000_000),
        sequences: whole("Sequences of that length that a replica holds at one time.", 1, 100000).default(
          DEFAULTS.model.attention.sequences,
        ),
      })
      .optional()
      .describe("Of a language model: what its cache of keys and values takes. Default: a tenth of the weights."),
    versions: z
      .array(
        z
          .strictObject({
            version: formatted("Name of the version, quoted.", (value) =>
              /^[a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])?$/.test(value)
                ? undefined
                : {
                    rule: "bad-name",
                    found: `${JSON.stringify(value)} is not a version`,
                    fix: 'use up to 32 of a-z, 0-9, ".", "_" and "-", in quotes',
                  },
            ),
            sha256: sha256("sha256 of the version folder's SHA256SUMS, which lists every file."),
          })
          .describe("One trained version; it lives at <models bucket>/<model>/<version>/ on either side."),
      )
      .min(1)
      .max(200)
      .describe("Its versions, as they are trained."),
  })
  .describe("A trained model.");

/** A model served somewhere. */
export const deployment = z
  .strictObject({
    name: name("deployment", 40),
    formerly: name("deployment before it was renamed", 40).optional(),
    model: reference("The model."),
    version: z.string().describe("The version that gets the traffic."),
    canary: z
      .strictObject({
        version: z.string().describe("Another version of the model."),
        percent: whole("Its share of the traffic, in percent.", 1, 99),
      })
      .optional()
      .describe("A second version on trial."),
    side: side(
      "Where it is served. With schedule: the only side that may take it; default: what placement chooses.",
    ).optional(),
    pool: reference("A pool of that side. With schedule: the only one that may take it.").optional(),
    unitsPerReplica: whole(
      "Units of the pool that one replica takes; 1 on a GPU pool by default, absent on a CPU pool.",
      1,
      16,
    ).optional(),
    cpus: positive("vCPUs of one replica.").default(DEFAULTS.deployment.cpus),
    memoryGiB: positive("Memory of one replica, in GiB.").default(DEFAULTS.deployment.memoryGiB),
    replicas: z
      .strictObject({
        min: whole("Fewest replicas; 0 scales to zero.", 0, 1000),
        max: whole("Most replicas, stable and canary together.", 1, 1000),
      })
      .optional()
      .describe("How far it scales. Without schedule it is required."),
    requestsPerReplica: whole(
      "Requests that a replica should have at one time, running and waiting: replicas follow them. Default: their CPU use; from zero 10.",
      1,
      100000,
    ).optional(),
    cache: z
      .strictObject({
        storageClass: objectName("StorageClass whose volumes many nodes can write, such as CephFS, NFS or EFS."),
        sizeGiB: whole("Size: at least two versions.", 1, 1_000_000),
      })
      .optional()
      .describe(
        "A volume that all replicas share: each version is downloaded once. Default: each replica downloads for itself.",
      ),
    schedule: formatted(
      "Batch inference: when it runs over `over`, as a cron expression in UTC. A queued job of `team` then takes the place of replicas.",
      (value) => {
        const problem = cronProblem(value);
        return problem === undefined
          ? undefined
          : {
              rule: "bad-schedule",
              found: `${JSON.stringify(value)} ${problem}`,
              fix: 'write minute, hour, day of the month, month and day of the week in numbers, as in "0 3 * * 1-5"',
            };
      },
    ).optional(),
    over: z
      .strictObject({
        dataset: reference("A dataset: each object is the body of one request."),
        prefix: objectPrefix("Part of it, without a slash at either end. Default: all of it.").optional(),
      })
      .optional()
      .describe("With schedule: what the model is run over."),
    team: reference(
      "With schedule: the team whose queue and namespace the job is in. Default: the one whose runs produce the model.",
    ).optional(),
    hours: positive("With schedule: expected length, in hours.").optional(),
    requestTimeoutSec: whole(
      "Longest time that an answer may take, in seconds; nodes that end are drained for 10 minutes.",
      1,
      570,
    ).default(DEFAULTS.deployment.requestTimeoutSec),
    host: hostName("Host name of its HTTPS route.").optional(),
    tls: z
      .strictObject({
        secret: objectName("Secret that holds the certificate.").optional(),
        issuer: objectName("cert-manager issuer that makes it.").optional(),
      })
      .optional()
      .describe("Where the route's certificate comes from: exactly one of secret, issuer."),
  })
  .describe("One model served somewhere; the same block works on either side.");
