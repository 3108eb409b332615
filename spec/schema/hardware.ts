import { z } from "zod";
import { oneOf, positive, whole } from "../formats";
import { PRECISIONS } from "./work";

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,40}$/)
  .describe("Name of the GPU in platform files, such as h100-80gb.");

/** A GPU that the catalog does not have yet. */
export const gpu = z
  .strictObject({
    name: slug,
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
          profile: z
            .string()
            .regex(/^[1-9]g\.[1-9][0-9]*gb(\+me)?$/)
            .describe("Profile, such as 1g.10gb."),
          count: whole("Most of them on one GPU.", 1, 8),
          memoryGiB: positive("Memory of one, in GiB."),
        }),
      )
      .default([])
      .describe("MIG profiles."),
  })
  .describe("A row for the catalog of GPUs.");

/** An EC2 instance type that the catalog does not have yet. */
export const instanceType = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/)
      .describe("Name of the EC2 instance type."),
    vCpus: whole("vCPUs.", 1, 4096),
    memoryGiB: positive("Memory, in GiB."),
    gpu: z.string().optional().describe("Its GPU: a name of the catalog or of `gpus:`."),
    gpus: whole("GPUs.", 0, 72).default(0),
    efaInterfaces: whole("EFA interfaces; 0: none.", 0, 64).default(0),
    networkCards: whole("Network cards.", 1, 64).default(1),
    maxInterfaces: whole("Network interfaces at most.", 1, 256).default(4),
    ipv4PerInterface: whole("IPv4 addresses of one interface at most.", 1, 64).default(10),
    capacityBlock: z.boolean().default(false).describe("Can be bought as a Capacity Block."),
    zoneIds: z.record(z.string(), z.array(z.string())).describe("Zone ids that offer it, by region."),
    usdPerHour: z
      .record(z.string(), z.number().positive())
      .default({})
      .describe("On-demand price by region, in USD an hour."),
  })
  .describe("A row for the catalog of EC2 instance types.");
