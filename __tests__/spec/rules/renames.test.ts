import { sentences } from "../base-file";

test("a rename of each kind says what it costs", () => {
  expect(
    sentences(`
      teams: [{ name: sight, formerly: eyes, groups: [a] }]
      datasets: [{ name: streets, formerly: roads, sizeGiB: 1, home: onPrem, classification: public }]
      cloud: { pools: [{ name: h100, formerly: hopper }] }
      onPrem: { pools: [{ name: lab, formerly: room }] }
      runs: [{ name: road-detector, formerly: road }]
      models: [{ name: road-detector, formerly: road-net }]
      deployments: [{ name: road-fra1, formerly: road-lab }]
    `)
      .filter((line) => line.includes("rename"))
      .map((line) => line.replace("warning rename-effects: ", "")),
  ).toEqual([
    'cloud.pools[0].formerly "hopper": Karpenter cannot rename a pool, so its nodes are drained and start anew; let its runs end first',
    'teams[1].formerly "eyes": Kubernetes cannot rename a namespace, so acme-eyes goes with the runs in it, and acme-sight comes; let its runs end first',
    'datasets[2].formerly "roads": what is stored under roads/ does not move; copy it to streets/ in each bucket that has it, before the rename is deployed',
    'models[0].formerly "road-net": what is stored under road-net/ does not move; copy it to road-detector/ in each bucket that has it, before the rename is deployed',
    'deployments[0].formerly "road-lab": Kubernetes cannot rename what serves it, so road-lab goes while road-fra1 starts; to serve without a gap, add it under the new name without formerly, and remove the old one when the new one answers',
  ]);
});
