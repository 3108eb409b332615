import { datasetCopies } from "../placement/dataset-copies";
import { modelCopies } from "../placement/model-copies";
import { onPremPurposes } from "../placement/on-prem-purposes";
import { placeRun } from "../placement/place-run";
import type { Platform } from "../spec/platform";

/** What the file asks for and no stack makes yet, a line each: nothing is read and then forgotten. */
export function notDeployedYet(platform: Platform): readonly string[] {
  const { onPrem, cloud } = platform;
  const said: readonly (readonly [boolean, string])[] = [
    [
      onPrem?.objectStore !== undefined && onPrem.objectStore.kind !== "external",
      "onPrem.objectStore.provision: install the store and its buckets yourself, and name it under `external`",
    ],
    [
      onPrem?.objectStore !== undefined,
      "onPrem.objectStore: make a Secret <namespace>-object-store in each namespace that uses it yourself",
    ],
    [
      onPrem?.registry !== undefined,
      "onPrem.registry: charts and our own images come from it; images of cert-manager, the GPU operator and Prometheus do not yet",
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

/** Runs that placement sends where their data is not: it does not weigh data yet, and nothing copies it. */
function absentData(platform: Platform): readonly (readonly [boolean, string])[] {
  return platform.runs.flatMap((run) => {
    const side = placeRun(platform, run).place?.side;
    const absent = platform.datasets
      .filter(
        ({ name, home, cachedOn }) =>
          run.datasets.includes(name) && side !== undefined && home !== side && !cachedOn.includes(side),
      )
      .map(({ name }) => name);
    const where = side === "onPrem" ? "on-prem" : "in the cloud";
    return [
      [
        absent.length > 0,
        `run ${run.name} goes ${where}, where ${absent.join(", ")} is not: copy the data yourself, or set its side`,
      ] as const,
    ];
  });
}
