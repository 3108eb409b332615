import { Watched } from "../../../sandbox/node/watched";
import { FakeApi, type FakeObject } from "../fake-api";
import { until } from "../folder";

const PATH = "/api/v1/pods";
const object = (name: string, phase = ""): FakeObject => ({ metadata: { name, uid: name }, phase });

function watched(): { api: FakeApi; all: () => string[]; said: string[]; end: () => Promise<void> } {
  const api = new FakeApi();
  api.lists.set(PATH, [object("a")]);
  const ending = new AbortController();
  const said: string[] = [];
  const list = new Watched<FakeObject>(api.api, PATH, () => {});
  const done = list.follow(ending.signal, (line) => said.push(line));
  return {
    api,
    said,
    all: () => list.all().map(({ metadata, phase }) => `${metadata.name}${phase}`),
    end: () => {
      ending.abort();
      return done;
    },
  };
}

describe("a watched list", () => {
  test("follows what is added, changed and removed", async () => {
    const { api, all, end } = watched();
    await until(() => all().length === 1);
    api.change(PATH, "ADDED", object("b"));
    api.change(PATH, "MODIFIED", object("a", "!"));
    expect(all().sort()).toEqual(["a!", "b"]);
    api.change(PATH, "DELETED", object("a"));
    expect(all()).toEqual(["b"]);
    await end();
  });

  test("is read anew when the server ends the watch, or says that it is too old", async () => {
    const { api, all, end } = watched();
    await until(() => all().length === 1);
    api.lists.set(PATH, [object("c")]);
    api.endWatches();
    await until(() => all().includes("c"));
    expect(all()).toEqual(["c"]);
    api.lists.set(PATH, [object("d")]);
    api.change(PATH, "ERROR", object("c"));
    await until(() => all().length === 0 || all().includes("d"));
    await end();
  });

  test("comes back after the server was away, and complains once", async () => {
    const { api, all, said, end } = watched();
    await until(() => all().length === 1);
    api.trouble = "connect ECONNREFUSED";
    api.endWatches();
    await until(() => api.calls.filter(([method]) => method === "GET").length >= 4);
    api.lists.set(PATH, [object("e")]);
    api.trouble = undefined;
    await until(() => all().includes("e"));
    expect(said).toEqual([`${PATH}: connect ECONNREFUSED`]);
    await end();
  });
});
