import { type ClusterOptions, checkClusterOptions } from "../../../sandbox/clusters/cluster-options";

const cluster = (name: string, context = name): ClusterOptions => ({
  name,
  context,
  serviceCidr: "10.96.0.0/16",
  nodes: [],
});

describe("the clusters of a sandbox", () => {
  test("may be any number, of different names", () => {
    expect(() => checkClusterOptions([cluster("onprem"), cluster("cloud"), cluster("a".repeat(20))])).not.toThrow();
  });

  test.each(["", "On-prem", "1st", "a".repeat(21), "../x"])("may not be called %j", (name) => {
    expect(() => checkClusterOptions([cluster(name)])).toThrow(
      `a cluster's name must be 1 to 20 of [a-z0-9-] from a letter on, got ${JSON.stringify(name)}`,
    );
  });

  test("may not share a name, nor a context", () => {
    expect(() => checkClusterOptions([cluster("a", "x"), cluster("a", "y")])).toThrow(
      'clusters of a sandbox must have different names, got "a" twice',
    );
    expect(() => checkClusterOptions([cluster("a", "x"), cluster("b", "x")])).toThrow(
      'clusters of a sandbox must have different contexts, got "x" twice',
    );
  });
});
