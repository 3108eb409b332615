import { poolToShare, sharedPool } from "../../../../sandbox/drills/queue/shared-pool";
import { examplePlatform } from "../../../platforms";

// biome-ignore lint/suspicious/noExplicitAny: a platform file is data that the test changes at will.
type Data = any;

describe("the pool in which drills borrow", () => {
  test("is the first of whole GPUs that two teams have quota in, with as many GPUs a run as fit a node", () => {
    const shared = sharedPool(examplePlatform());
    expect(shared).toMatchObject({ borrower: "vision", lender: "medical", gpusPerRun: 8, fillingRuns: 2 });
    expect(shared?.pool.name).toBe("bench");
  });

  test("has a borrower that may borrow", () => {
    const platform = examplePlatform((file: Data) => {
      for (const team of file.teams) if (team.name === "vision") team.borrow = false;
    });
    expect(sharedPool(platform)).toMatchObject({ borrower: "medical", lender: "vision" });
  });

  test("is none where one team has it alone, where its GPUs are cut, or where it has one node", () => {
    const without = [
      (file: Data) => {
        delete file.teams.find(({ name }: Data) => name === "vision").experiment.bench;
      },
      (file: Data) => {
        file.onPrem.pools.find(({ name }: Data) => name === "bench").nodes = ["fra1-gpu-03"];
        for (const team of file.teams) team.experiment.bench = 4;
      },
      (file: Data) => {
        file.onPrem.pools.find(({ name }: Data) => name === "bench").sharing = { mig: "all-1g.10gb" };
      },
    ].map((change) => examplePlatform(change));
    for (const platform of without) {
      expect(sharedPool(platform)).toBeUndefined();
      expect(() => poolToShare(platform)).toThrow(
        "no on-prem pool of whole GPUs has two teams, one of which may borrow",
      );
    }
  });
});
