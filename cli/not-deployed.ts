import { datasetCopies } from "../placement/dataset-copies";
import { modelCopies } from "../placement/model-copies";
import { onPremPurposes } from "../placement/on-prem-purposes";
import { placeRun } from "../placement/place-run";
import { storeIdentities } from "../placement/store-identities";
import type { Platform } from "../spec/platform";
import { SIDE_PLACES } from "../spec/side-words";

/** What the file asks for and no stack makes yet, a line each: nothing is read and then forgotten. */
export function notDeployedYet(platform: Platform): readonly string[] {
  const { onPrem, cloud } = platform;
  const said: readonly (readonly [boolean, string])[] = [
    ...administratorsSecrets(platform),
    [
      onPrem?.registry !== undefined && !onPrem.existing.includes("gpuOperator"),
      "onPrem.registry: NVIDIA's driver container asks the node's own distribution for kernel packages, which no registry mirrors: give nodes a package mirror, or drivers",
    ],
    [
      cloud?.network.egress === "none",
      "cloud.network.egress none: images that no cache holds (NVIDIA's device plugin, model servers and controllers of docker.io, nvcr.io and ghcr.io) do not reach the nodes",
    ],
    ...absentData(platform),
    [
      onPremPurposes(platform).length === 0 && datasetCopies(platform).length > 0,
      "datasets[].cachedOn: without onPrem.certificateAuthority copies are not made; fill the other side's bucket yourself",
    ],
    [
      onPremPurposes(platform).length === 0 && modelCopies(platform).length > 0,
      "models: without onPrem.certificateAuthority versions are not copied between the sides; put them into both model buckets",
    ],
  ];
  return said.flatMap(([applies, line]) => (applies ? [line] : []));
}

/** A store without AWS's IAM: nobody but its administrator makes users. */
function administratorsSecrets(platform: Platform): readonly (readonly [boolean, string])[] {
  const { onPrem } = platform;
  if (onPrem?.objectStore?.kind !== "external" || onPrem.objectStore.iam) return [];
  const secrets = storeIdentities(platform, onPrem).map(({ namespace, secret }) => `${namespace}/${secret}`);
  return [
    [
      secrets.length > 0,
      `onPrem.objectStore.external without iam: make the Secrets ${secrets.sort().join(", ")} yourself (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)`,
    ],
  ];
}

/** Runs that placement sends where their data is not, and that nothing copies. */
function absentData(platform: Platform): readonly (readonly [boolean, string])[] {
  return platform.runs.flatMap((run) => {
    const side = placeRun(platform, run).place?.side;
    if (side === undefined) return [];
    const absent = platform.datasets
      .filter(({ name, home, cachedOn }) => run.datasets.includes(name) && home !== side && !cachedOn.includes(side))
      .map(({ name }) => name);
    return [
      [
        absent.length > 0,
        `run ${run.name} goes ${SIDE_PLACES[side]}, where ${absent.join(", ")} is not: copy the data yourself, or set its side`,
      ] as const,
    ];
  });
}
