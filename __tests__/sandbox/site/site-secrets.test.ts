import type { KubernetesApi } from "../../../sandbox/clusters/kubernetes-api";
import { writeSiteSecrets } from "../../../sandbox/site/site-secrets";
import { examplePlatform } from "../../platforms";

const TEAM = "/api/v1/namespaces/acme-vision/secrets/acme-vision-object-store";

/** An API server that has every namespace, and a Secret of a team as it is given. */
async function written(store: object, secret?: object) {
  const platform = examplePlatform((file) => {
    const onPrem = file.onPrem as Record<string, Record<string, object>>;
    onPrem.objectStore = "iam" in store ? { external: { ...onPrem.objectStore?.external, ...store } } : { ...store };
  });
  const made: string[] = [];
  const patched: string[] = [];
  const api = {
    find: async (path: string) => (path.includes("/secrets/") ? (path === TEAM ? secret : undefined) : {}),
    createOnce: async (path: string, { metadata }: { metadata: { name: string } }) =>
      made.push(`${path}/${metadata.name}`) > 0,
    patch: async (path: string) => patched.push(path),
  };
  await writeSiteSecrets(api as unknown as KubernetesApi, platform);
  return { made, patched };
}

describe("the keys of a site's object store", () => {
  const provision = { kind: "seaweedfs", capacityTiB: 10, storageClass: "local-nvme" };

  test("are made where an administrator makes them", async () => {
    expect((await written({ iam: false })).made).toContain(TEAM);
  });

  test.each([
    ["a store with IAM", { iam: true }],
    ["an installed store", { provision }],
    ["a store that Rook runs", { provision: { ...provision, kind: "rook-ceph" } }],
  ])("of %s are written into the Secrets that its release has made, and no other is in their way", async (_, store) => {
    expect(await written(store)).toEqual({ made: expect.not.arrayContaining([TEAM]), patched: [] });
    expect(await written(store, {})).toEqual({ made: expect.not.arrayContaining([TEAM]), patched: [TEAM] });
    expect((await written(store, { data: { AWS_ACCESS_KEY_ID: "there" } })).patched).toEqual([]);
  });

  test("of an administrator are made beside them", async () => {
    expect((await written({ iam: true })).made).toContain("/api/v1/namespaces/acme-system/secrets/object-store");
  });
});
