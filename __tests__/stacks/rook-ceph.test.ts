import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, type Resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { byAddress, synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

type Change = (file: File) => void;

const rook: Change = (file) => {
  file.onPrem.objectStore = { provision: { kind: "rook-ceph", capacityTiB: 200, storageClass: "local-nvme-block" } };
};

/** What the on-prem state of the example has, by address. */
function resources(change: Change): Readonly<Record<string, Resource>> {
  const platform = examplePlatform(change);
  const { onPrem } = platform;
  if (!onPrem) throw new Error("the example has lost its on-prem side");
  return byAddress(synthPlatformStack((app) => new OnPremStack(app, platform, onPrem, {})));
}

function named(change: Change, kind: string, name: string): Resource {
  const found = Object.entries(resources(change)).find(
    ([address, one]) => address.startsWith(kind) && (one.metadata?.name ?? one.name) === name,
  );
  return found?.[1] ?? {};
}

const operator = (change = rook) => named(change, "helm_release", "rook-ceph");
const cluster = (change = rook) => helmValues(named(change, "helm_release", "rook-ceph-cluster"));
const buckets = (change = rook) => helmValues(named(change, "helm_release", "object-store"));

describe("Ceph by Rook", () => {
  test("is three copies on encrypted volumes of mode Block, a machine each, with room before it is nearly full", () => {
    const [set] = cluster().cephClusterSpec.storage.storageClassDeviceSets;
    expect(set).toMatchObject({ count: 3, encrypted: true, portable: false });
    // 200 TiB, three times, 0.85 full, on three machines.
    expect(set.volumeClaimTemplates[0].spec).toMatchObject({
      storageClassName: "local-nvme-block",
      volumeMode: "Block",
      resources: { requests: { storage: "240942Gi" } },
    });
    // a volume that comes later is prepared where none is.
    expect(set.preparePlacement.topologySpreadConstraints[0]).toMatchObject({
      topologyKey: "kubernetes.io/hostname",
      whenUnsatisfiable: "DoNotSchedule",
      labelSelector: { matchExpressions: [{ key: "app", values: ["rook-ceph-osd", "rook-ceph-osd-prepare"] }] },
    });
    const [store, ...others] = cluster().cephObjectStores;
    expect(others).toEqual([]);
    expect(store.spec.dataPool).toMatchObject({ failureDomain: "host", replicated: { size: 3 } });
    expect(store.storageClass).toEqual({ enabled: true, name: "acme-buckets", reclaimPolicy: "Retain" });
  });

  test("makes object storage alone, and gives nobody else a role that claims buckets", () => {
    expect(cluster()).toMatchObject({ cephBlockPools: [], cephFileSystems: [] });
    expect(operator()).toMatchObject({ chart: "rook-ceph", version: "v1.20.6" });
    expect(helmValues(operator())).toMatchObject({
      currentNamespaceOnly: true,
      rbacAggregate: { enableOBCs: false },
      obcAllowAdditionalConfigFields: "bucketOwner,bucketPolicy",
    });
  });

  test("is watched where the file asks for it, and not where it does not", () => {
    const labelled = (file: File) => {
      rook(file);
      file.observability = { labels: { release: "site" } };
    };
    expect(cluster(labelled)).toMatchObject({
      monitoring: { enabled: true, createPrometheusRules: true, prometheusRule: { labels: { release: "site" } } },
      cephClusterSpec: { labels: { monitoring: { release: "site" } } },
    });
    const unwatched: Change = (file) => {
      rook(file);
      file.observability = { onPrem: false };
    };
    expect(cluster(unwatched).monitoring).toEqual({ enabled: false, createPrometheusRules: false });
    const policies = (change: Change) =>
      Object.keys(resources(change)).filter((address) => /network_policy_v1.rook-ceph/.test(address)).length;
    expect([policies(rook), policies(unwatched)]).toEqual([3, 2]);
  });

  test("opens its gateway to the platform's namespaces, and all else to itself", () => {
    const ingress = (name: string) => named(rook, "kubernetes_network_policy_v1.rook-ceph_", name).spec;
    expect(ingress("within")).toMatchObject({ pod_selector: {}, ingress: [{ from: [{ pod_selector: {} }] }] });
    expect(ingress("clients")).toMatchObject({
      ingress: [
        {
          from: [{ namespace_selector: { match_labels: { "gpu.platform/name": "acme" } } }],
          ports: [{ port: "8080", protocol: "TCP" }],
        },
      ],
    });
  });

  test("gives each bucket a policy that names who does what there, and refuses everybody else", () => {
    const { claims, identities, ...values } = buckets();
    expect(values).not.toHaveProperty("endpoint");
    expect(identities.from).toBe("rook");
    expect(identities.users).toMatchObject({
      "acme-vision.acme-vision-object-store": "acme-vision",
      "acme-inference.scan-segmenter-fra1-object-store": "deployment.scan-segmenter-fra1",
    });
    expect(Object.keys(claims.policies)).toEqual([
      "acme-datasets",
      "acme-checkpoints",
      "acme-models",
      "acme-restricted",
    ]);
    const statements: Resource[] = JSON.parse(claims.policies["acme-restricted"]).Statement;
    const allowed = new Set(
      statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Principal }) => Principal.AWS as string[]),
    );
    const users = ["acme-medical-restricted", "deployment.scan-segmenter-fra1"].map(
      (one) => `arn:aws:iam:::user/${one}`,
    );
    expect([...allowed]).toEqual(users);
    expect(statements.at(-1)).toEqual({
      Sid: "NobodyElse",
      Effect: "Deny",
      NotPrincipal: { AWS: ["arn:aws:iam:::user/buckets.acme", ...users] },
      Action: ["s3:*"],
      Resource: ["arn:aws:s3:::acme-restricted", "arn:aws:s3:::acme-restricted/*"],
    });
  });

  test("calls its users so that no label is too long", () => {
    const long: Change = (file) => {
      rook(file);
      file.name = "p".repeat(20);
      const last = file.deployments.find(({ name }: File) => name === "scan-segmenter-fra1");
      last.name = "d".repeat(40);
    };
    const { users } = buckets(long).identities;
    for (const user of Object.values(users as Record<string, string>)) expect(user.length).toBeLessThanOrEqual(63);
  });

  test("comes from the site's registry, and is not destroyed before the file allows it", () => {
    const mirrored: Change = (file) => {
      rook(file);
      file.onPrem.registry = "registry.fra1.acme.example";
    };
    expect(cluster(mirrored).cephImage.repository).toBe("registry.fra1.acme.example/quay.io/ceph/ceph");
    expect(helmValues(operator(mirrored)).image.repository).toBe("registry.fra1.acme.example/docker.io/rook/ceph");
    const teardown: Change = (file) => {
      rook(file);
      file.allowDestroy = true;
    };
    for (const name of ["rook-ceph", "rook-ceph-cluster"]) {
      expect(named(rook, "helm_release", name).lifecycle).toEqual({ prevent_destroy: true });
      expect(named(teardown, "helm_release", name).lifecycle).toBeUndefined();
    }
  });
});
