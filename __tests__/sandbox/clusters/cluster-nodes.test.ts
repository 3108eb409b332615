import { ClusterNodes } from "../../../sandbox/clusters/cluster-nodes";
import { FakeApi } from "../fake-api";

const GPU = { name: "gpu-0", labels: { pool: "lab" }, taints: [], capacity: { cpu: "8" } };

function nodes(): { api: FakeApi; nodes: ClusterNodes } {
  const api = new FakeApi();
  return { api, nodes: new ClusterNodes(api.api) };
}

describe("the nodes of a cluster", () => {
  test("are listed with the instance that stands behind them", async () => {
    const { api, nodes: all } = nodes();
    api.lists.set("/api/v1/nodes", [
      { metadata: { name: "a", uid: "a" }, spec: { providerID: "aws:///z/i-1" } },
      { metadata: { name: "b", uid: "b" }, spec: {} },
    ]);
    expect(await all.list()).toEqual([
      { name: "a", providerID: "aws:///z/i-1" },
      { name: "b", providerID: undefined },
    ]);
  });

  test("are made once, by name", async () => {
    const { api, nodes: all } = nodes();
    await all.addFake([GPU], "v1.35.4");
    expect(api.calls).toEqual([
      ["POST", "/api/v1/nodes", expect.objectContaining({ metadata: expect.objectContaining({ name: "gpu-0" }) })],
    ]);
  });

  test("whose machine is gone are let go by kwok before they are removed, and are not ready meanwhile", async () => {
    const { api, nodes: all } = nodes();
    api.objects.set("/api/v1/nodes/a", { metadata: { name: "a" }, spec: {} });
    await all.remove(["a"]);
    expect(api.calls.map(([method, path]) => `${method} ${path}`)).toEqual([
      "GET /api/v1/nodes/a",
      "PATCH /api/v1/nodes/a",
      "STATUS /api/v1/nodes/a",
      "DELETE /api/v1/nodes/a",
    ]);
    expect(api.calls[1]?.[2]).toEqual({ metadata: { annotations: { "kwok.x-k8s.io/node": null } } });
    expect(api.calls[2]?.[2]).toMatchObject({ conditions: [{ type: "Ready", status: "Unknown" }] });
  });

  test("that somebody else removed are not changed", async () => {
    const { api, nodes: all } = nodes();
    await all.letGo("gone");
    expect(api.calls).toEqual([["GET", "/api/v1/nodes/gone", undefined]]);
  });

  test("are kwok's again when they are taken back", async () => {
    const { api, nodes: all } = nodes();
    await all.takeBack("a");
    expect(api.calls[0]).toEqual([
      "PATCH",
      "/api/v1/nodes/a",
      { metadata: { annotations: { "kwok.x-k8s.io/node": "fake" } } },
    ]);
  });
});
