import type { OnPrem } from "../../spec/platform";
import { cloudReach, onPremReach } from "../../stacks/destinations";
import { hybrid, onPremAlone } from "../pools";

const STORE = { kind: "external", region: "fra1", credentialsSecret: "object-store", iam: false } as const;

function withStore(objectStore: OnPrem["objectStore"]) {
  return hybrid({ onPrem: { ...hybrid().onPrem, objectStore } });
}

function external(endpoint: string) {
  return withStore({ ...STORE, endpoint });
}

describe("cloudReach", () => {
  test("opens HTTPS beyond the platform's own networks, and the node's identity agent", () => {
    expect(cloudReach(hybrid(), hybrid().cloud)).toEqual({
      destinations: [
        {
          cidr: "0.0.0.0/0",
          except: ["10.20.0.0/16", "10.244.0.0/16", "10.60.0.0/16", "10.96.0.0/16", "172.20.0.0/16"],
          ports: [443],
        },
        { cidr: "169.254.170.23/32", ports: [80] },
      ],
      namespaces: [],
    });
  });
});

describe("onPremReach", () => {
  test("opens the object store's port outside the cluster and the cloud", () => {
    expect(onPremReach(external("https://s3.fra1.acme.example"), false).destinations).toEqual([
      { cidr: "0.0.0.0/0", except: ["10.244.0.0/16", "10.60.0.0/16", "10.96.0.0/16"], ports: [443] },
    ]);
  });

  test("keeps runs on restricted data at private addresses, and out of the cloud's network", () => {
    expect(onPremReach(external("https://s3.fra1.acme.example"), true).destinations).toEqual([
      { cidr: "10.0.0.0/8", except: ["10.244.0.0/16", "10.60.0.0/16", "10.96.0.0/16"], ports: [443] },
      { cidr: "172.16.0.0/12", except: [], ports: [443] },
      { cidr: "192.168.0.0/16", except: [], ports: [443] },
      { cidr: "100.64.0.0/10", except: [], ports: [443] },
    ]);
  });

  test.each([
    ["https://s3.acme.example:9000", 9000],
    ["http://s3.acme.example", 80],
    ["http://s3.acme.example:8080", 8080],
    ["https://s3.acme.example:443", 443],
  ])("reads the port of %s", (endpoint, port) => {
    expect(onPremReach(external(endpoint), false).destinations.map(({ ports }) => ports)).toEqual([[port]]);
  });

  test("opens one address where the endpoint is one, for all runs", () => {
    for (const restricted of [true, false])
      expect(onPremReach(external("https://192.0.2.10:9000"), restricted).destinations).toEqual([
        { cidr: "192.0.2.10/32", ports: [9000] },
      ]);
  });

  test.each([
    ["seaweedfs", 8333, "acme-system"],
    ["rook-ceph", 8080, "rook-ceph"],
  ] as const)(
    "opens the port of the pods of %s, %i, in the namespace %s, and nothing outside",
    (kind, port, namespace) => {
      expect(onPremReach(withStore({ kind, capacityTiB: 200, storageClass: "local-nvme", servers: 3 }), true)).toEqual({
        destinations: [],
        namespaces: [{ namespace, ports: [port] }],
      });
    },
  );

  test("opens nothing without an object store", () => {
    expect(onPremReach(withStore(undefined), false)).toEqual({ destinations: [], namespaces: [] });
  });

  test("has no cloud to keep out where there is none", () => {
    expect(onPremReach(onPremAlone(), false).destinations[0]?.except).toEqual(["10.244.0.0/16", "10.96.0.0/16"]);
  });
});
