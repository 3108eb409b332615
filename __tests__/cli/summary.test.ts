import { notDeployedYet } from "../../cli/not-deployed";
import { summary } from "../../cli/summary";
import { NIGHTLY } from "../nightly";
import { cloudOnly, examplePlatform, onPremOnly } from "../platforms";

const STATES = [
  { stack: "on-prem" as const, resources: 53, after: [] },
  { stack: "burst-link" as const, resources: 4, after: ["on-prem", "cloud-platform"] },
];

function lines(text: string): string[] {
  return text.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
}

describe("summary", () => {
  test("tells pools, GPUs, buckets, queues, runs, deployments and states of both sides", () => {
    const said = lines(summary(examplePlatform(), STATES));
    expect(said).toEqual(
      expect.arrayContaining([
        "on-prem fra1 (DE), Kubernetes 1.34, context acme-fra1",
        "lab 8 × NVIDIA A100 SXM4 80 GB 2 16 112 × nvidia.com/mig-1g.10gb (10 GiB each)",
        "cloud eu-north-1 (SE), account 111122223333, EKS acme-burst 1.35, private API, VPN link",
        "h100 p5.48xlarge (8 × NVIDIA H100 SXM 80 GB) 0 to 4 0 to 32 eu-north-1a, EFA on demand",
        "cloud acme-datasets-111122223333-eu-north-1",
        "on-prem acme-medical-restricted experiment, experiment-cpu",
        "road-detector vision pytorch 4 × 8 GPUs internal cloud: h100",
        "road-detector-cloud road-detector 7 (canary 8: 10 %) cloud: l4 2 to 4 road.acme.example one starts, then one ends",
        "burst-link 4 on-prem, cloud-platform",
        "a month costs 32,122 USD idle, 60,473 expected, 212,523 at worst, without edge: no price is known",
        "of that the cloud, with no run at all: 8.803 USD an hour",
        "interface-endpoint 0.260",
        "57 resources in 2 states, in cdktf.out/stacks",
      ]),
    );
  });

  test("tells a batch and where it goes, and what a new version and the way from zero mean", () => {
    const served = examplePlatform((file) => {
      const deployments = file.deployments as Record<string, unknown>[];
      deployments.push(NIGHTLY);
      const [, cloud] = deployments;
      Object.assign(cloud ?? {}, { canary: undefined, replicas: { min: 0, max: 4 } });
    });
    const said = lines(summary(served, []));
    expect(said).toContain("nightly road-detector 8 imagenet/val vision 0 3 * * * cloud: l4");
    expect(said).toContain(
      "road-detector-cloud road-detector 7 cloud: l4 0 to 4 road.acme.example one starts, then one ends; from zero 27 min at most",
    );
  });

  test("is silent about a side that is not there", () => {
    expect(summary(onPremOnly(), [])).not.toMatch(/^cloud|with no run at all/m);
    expect(summary(cloudOnly(), [])).not.toMatch(/^on-prem/m);
  });
});

describe("notDeployedYet", () => {
  test("names what a file asks for and nothing makes", () => {
    const asked = examplePlatform((file) => {
      (file.cloud as Record<string, object>).network = { vpc: "10.60.0.0/16", egress: "none" };
    });
    expect(notDeployedYet(asked).join("\n")).toContain("cloud.network.egress none: images that no cache holds");
    expect(notDeployedYet(examplePlatform()).join("\n")).not.toContain("egress");
  });

  test("names each Secret that an administrator of the store makes, and none where a job does", () => {
    const stores = (store: object) =>
      notDeployedYet(
        examplePlatform((file) => {
          const onPrem = file.onPrem as Record<string, Record<string, object>>;
          onPrem.objectStore =
            "iam" in store ? { external: { ...onPrem.objectStore?.external, ...store } } : { ...store };
        }),
      ).join("\n");
    expect(stores({ iam: false })).toContain(
      "onPrem.objectStore.external without iam: make the Secrets acme-inference/acme-inference-object-store, acme-inference/scan-segmenter-fra1-object-store, acme-medical-restricted/acme-medical-restricted-object-store,",
    );
    expect(stores({ iam: true })).not.toContain("onPrem.objectStore");
    const provision = { capacityTiB: 200, storageClass: "local-nvme" };
    for (const kind of ["seaweedfs", "rook-ceph"])
      expect(stores({ provision: { ...provision, kind } })).not.toContain("onPrem.objectStore");
  });

  test("names runs that go where their data is not", () => {
    const written = examplePlatform((file) => {
      for (const run of file.runs as Record<string, unknown>[])
        if (run.name === "scene-index") Object.assign(run, { side: "onPrem", workers: 2 });
    });
    expect(notDeployedYet(examplePlatform()).join("\n")).not.toContain("run scene-index");
    expect(notDeployedYet(written)).toContain(
      "run scene-index goes on-prem, where road-scenes is not: copy the data yourself, or set its side",
    );
  });

  test("says nothing of copies where there is one side", () => {
    expect(notDeployedYet(cloudOnly()).join("\n")).not.toMatch(/copies|kubeconfig|certificate/);
  });
});
