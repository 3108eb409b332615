import type { Drill, DrillContext } from "../../../sandbox/drills/drill";
import { holdDrills } from "../../../sandbox/drills/run-drills";

function context(): { context: DrillContext; said: string[]; interrupt: () => void } {
  const controller = new AbortController();
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  return {
    context: { signal: controller.signal, say } as unknown as DrillContext,
    said,
    interrupt: () => controller.abort(),
  };
}

function drill(name: string, run: Drill["run"], restore?: Drill["restore"]): Drill {
  return {
    name,
    group: "aws",
    needs: [],
    does: `does ${name}`,
    expects: "all is well",
    run,
    ...(restore && { restore }),
  };
}

const well: Drill["run"] = async () => ({ asExpected: true, what: "seen" });

describe("drills", () => {
  test("are held one after another, each with what was done, expected and seen", async () => {
    const { context: given, said } = context();
    const held = await holdDrills(
      [drill("a", well), drill("b", async () => ({ asExpected: false, what: "lost" }))],
      given,
    );
    expect(held).toEqual([
      {
        name: "a",
        does: "does a",
        expects: "all is well",
        asExpected: true,
        what: "seen",
        seconds: expect.any(Number),
      },
      {
        name: "b",
        does: "does b",
        expects: "all is well",
        asExpected: false,
        what: "lost",
        seconds: expect.any(Number),
      },
    ]);
    expect(said).toEqual(["a: does a", "b: does b"]);
  });

  test("are undone though they failed, and the next is held", async () => {
    const undone: string[] = [];
    const fails = drill(
      "a",
      () => Promise.reject(new Error("the link is gone")),
      async () => void undone.push("a"),
    );
    const held = await holdDrills([fails, drill("b", well)], context().context);
    expect(undone).toEqual(["a"]);
    expect(held).toMatchObject([{ asExpected: false, what: "the link is gone" }, { asExpected: true }]);
  });

  test("are not as expected where what they did cannot be undone", async () => {
    const stays = drill("a", well, () => Promise.reject(new Error("no forwarder")));
    expect(await holdDrills([stays], context().context)).toMatchObject([
      { asExpected: false, what: "seen; and it could not be undone: no forwarder" },
    ]);
  });

  test("end with the one under way when they are interrupted, and undo it", async () => {
    const { context: given, interrupt } = context();
    const undone: string[] = [];
    const first = drill(
      "a",
      async () => {
        interrupt();
        return { asExpected: false, what: "interrupted" };
      },
      async () => void undone.push("a"),
    );
    expect(await holdDrills([first, drill("b", well)], given)).toHaveLength(1);
    expect(undone).toEqual(["a"]);
  });
});
