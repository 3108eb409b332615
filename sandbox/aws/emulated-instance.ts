import { z } from "zod";

const taint = z.object({ key: z.string(), value: z.string().optional(), effect: z.string() });

const networkInterface = z.object({
  type: z.string(),
  networkCard: z.number().int(),
  device: z.number().int(),
});

const nodeGroup = z.object({
  cluster: z.string(),
  name: z.string(),
  capacityType: z.string(),
  labels: z.record(z.string(), z.string()),
  taints: z.array(taint),
});

const gpu = z.object({ name: z.string(), maker: z.string(), count: z.number().int(), memoryMiB: z.number() });

const hardware = z.object({
  architecture: z.string(),
  vCpus: z.number().int(),
  memoryMiB: z.number(),
  gpus: z.array(gpu),
  maxInterfaces: z.number().int(),
  addressesPerInterface: z.number().int(),
  maxEfaInterfaces: z.number().int(),
  localStorageGB: z.number(),
});

/** An instance as the emulator tells of it; see `emulator/instance_records.py`. */
export const emulatedInstanceSchema = z.object({
  id: z.string(),
  instanceType: z.string(),
  zone: z.string(),
  region: z.string(),
  subnetId: z.string(),
  imageId: z.string(),
  privateDnsName: z.string(),
  privateIp: z.string(),
  launchedAt: z.string(),
  tags: z.record(z.string(), z.string()),
  userData: z.string().nullable(),
  securityGroupIds: z.array(z.string()),
  interfaces: z.array(networkInterface),
  rootVolumeGiB: z.number().nullable(),
  spot: z.boolean(),
  reservationId: z.string().nullable(),
  placementGroup: z.string().nullable(),
  nodeGroup: nodeGroup.nullable(),
  hardware,
});

/** A running instance at the emulated EC2, with what a node needs to know of its type. */
export type EmulatedInstance = z.infer<typeof emulatedInstanceSchema>;
