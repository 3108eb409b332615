import { NODE_IMAGE } from "../catalog/eks";
import type { Ec2Capacity, Ec2Pool, EfaInterfaces } from "./ec2-pool";

/** What all nodes of a cluster share; see {@link nodeClass}. */
export interface NodeIdentity {
  /** Name of the instance profile: made by Terraform, so that none is left behind. */
  readonly instanceProfile: string;
  /** ARN or alias ARN of the KMS key of the disks; its policy must let EC2 use it. */
  readonly keyArn: string;
  /** Tags of instances, volumes and interfaces. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Root volume: images of training frameworks take tens of GiB. */
const ROOT_VOLUME_GIB = 200;

/**
 * The image of Amazon Linux 2023 that EKS published on that day for the cluster's version, with NVIDIA's driver where the type has GPUs. A
 * node keeps the image that it started with: pools let nobody replace a node for being old.
 */
const IMAGE = `al2023@v${NODE_IMAGE.day}`;

/** The spec of an EC2NodeClass: how a pool's instances are launched, for one kind of capacity. */
export function nodeClass(
  pool: Ec2Pool,
  capacity: Ec2Capacity,
  { instanceProfile, keyArn, tags }: NodeIdentity,
): object {
  const { subnets, securityGroups, maxPods, localDisks, efa, placementGroup } = pool;
  const reserved = capacity.kind === "reservation" || capacity.kind === "capacityBlock";
  return {
    amiSelectorTerms: [{ alias: IMAGE }],
    instanceProfile,
    subnetSelectorTerms: subnets,
    securityGroupSelectorTerms: securityGroups,
    associatePublicIPAddress: false,
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        rootVolume: true,
        ebs: {
          volumeSize: `${ROOT_VOLUME_GIB}Gi`,
          volumeType: "gp3",
          encrypted: true,
          kmsKeyID: keyArn,
          deleteOnTermination: true,
        },
      },
    ],
    tags: { ...tags, ...pool.tags },
    kubelet: { maxPods },
    ...(localDisks && { instanceStorePolicy: "RAID0" }),
    ...(efa && { networkInterfaces: networkInterfaces(efa) }),
    ...(reserved && { capacityReservationSelectorTerms: [{ id: capacity.id }] }),
    ...(placementGroup !== undefined &&
      capacity.kind === "onDemand" && { placementGroupSelector: { name: placementGroup } }),
  };
}

/**
 * One address for the node, then an interface a network card that carries EFA and takes no address. Where a type has a card more than EFA
 * interfaces, its first card carries none.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-acc-inst-types.html
 */
function networkInterfaces({ interfaces, networkCards }: EfaInterfaces): readonly object[] {
  const cards = Array.from({ length: networkCards }, (_, card) => card).slice(-interfaces);
  return [
    { networkCardIndex: 0, deviceIndex: 0, interfaceType: "interface" },
    ...cards.map((networkCardIndex) => ({ networkCardIndex, deviceIndex: 1, interfaceType: "efa-only" })),
  ];
}
