import { z } from "zod";
import { givenName, oneOf, positive, whole } from "../formats";
import { PRECISIONS } from "./work";

const gpuName = givenName(
  "Name of the GPU in platform files, such as h100-80gb.",
  /^[a-z][a-z0-9-]{1,40}$/,
  "a name for a GPU",
  "h100-80gb",
);

/** NVIDIA's names of its architectures, as in the node label nvidia.com/gpu.family. */
const ARCHITECTURES = ["volta", "turing", "ampere", "ada-lovelace", "hopper", "blackwell"] as const;

/** A GPU that the catalog does not have yet. */
export const gpu = z
  .strictObject({
    name: gpuName,
    model: z.string().min(1).max(80).optional().describe("Name for people. Default: the name."),
    memoryGiB: positive("Memory that the name states, in GiB."),
    precisions: z.array(oneOf("A number format.", PRECISIONS)).min(1).describe("Number formats it computes in."),
    productLabels: z
      .array(z.string().min(1).max(63))
      .default([])
      .describe("Values of the node label nvidia.com/gpu.product."),
    migSlices: whole("Compute slices that MIG can make; 0: no MIG.", 0, 8).default(0),
    mig: z
      .array(
        z.strictObject({
          profile: givenName(
            "Profile, such as 1g.10gb.",
            /^[1-9]g\.[1-9][0-9]*gb([+-][a-z]+(\.[a-z]+)?)?$/,
            "a MIG profile",
            "1g.10gb or 1g.10gb+me",
          ),
          count: whole("Most of them on one GPU.", 1, 8),
          memoryGiB: positive("Memory of one, in GiB."),
        }),
      )
      .default([])
      .describe("MIG profiles."),
    architecture: oneOf("Its architecture.", ARCHITECTURES).optional(),
    computeCapability: givenName(
      "CUDA compute capability, quoted, such as 9.0.",
      /^\d{1,2}\.\d$/,
      "a compute capability",
      '"9.0"',
    ).optional(),
    ec2MemoryMiB: whole("Memory that EC2 reports, in MiB.", 1).optional(),
    nvlinkGBps: z
      .number()
      .nonnegative()
      .optional()
      .describe("NVLink bandwidth to its peers in one machine, in GB/s; 0 without NVLink."),
  })
  .describe("A row for the catalog of GPUs.");

/** An EC2 instance type that the catalog does not have yet. */
export const instanceType = z
  .strictObject({
    name: givenName(
      "Name of the EC2 instance type.",
      /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
      "an EC2 instance type",
      "p5.48xlarge",
    ),
    vCpus: whole("vCPUs.", 1, 4096),
    memoryGiB: positive("Memory, in GiB."),
    gpu: z.string().optional().describe("Its GPU: a name of the catalog or of `gpus:`."),
    gpus: whole("GPUs.", 0, 72).default(0),
    efaInterfaces: whole("EFA interfaces; 0: none.", 0, 64).default(0),
    networkCards: whole("Network cards.", 1, 64).default(1),
    maxInterfaces: whole("Network interfaces at most.", 1, 256).default(4),
    ipv4PerInterface: whole("IPv4 addresses of one interface at most.", 1, 64).default(10),
    architecture: oneOf("Its processors.", ["x86_64", "arm64"]).default("x86_64"),
    bareMetal: z.boolean().default(false).describe("Has no hypervisor."),
    localNvmeGB: whole("Local NVMe storage, all disks together, in GB.", 1).optional(),
    capacityBlock: z.boolean().default(false).describe("Can be bought as a Capacity Block."),
    zoneIds: z.record(z.string(), z.array(z.string())).describe("Zone ids that offer it, by region."),
    usdPerHour: z
      .record(z.string(), z.number().positive())
      .default({})
      .describe("On-demand price by region, in USD an hour."),
  })
  .describe("A row for the catalog of EC2 instance types.");
