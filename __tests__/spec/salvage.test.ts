import { parse } from "yaml";
import { salvage } from "../../spec/salvage";
import { BASE, fileWith } from "./base-file";

const salvaged = (fragment: string) => {
  const result = salvage(parse(fileWith(fragment)));
  if (!result) throw new Error("nothing is left");
  return result;
};
const broken = (fragment: string) => salvaged(fragment).broken.map((path) => path.join("."));

test("a file without fault is left as it is", () => {
  expect(broken("{}")).toEqual([]);
});

test("an optional key is cut out alone", () => {
  const { file, broken } = salvaged("cloud: { budget: { monthlyUsd: much, emails: [] } }");
  expect(broken.map((path) => path.join("."))).toEqual([
    "cloud.budget.monthlyUsd",
    "cloud.budget.emails",
    "cloud.budget",
  ]);
  expect(file.cloud?.budget).toBeUndefined();
  expect(file.cloud?.pools).toHaveLength(1);
});

test("a list item goes where it lacks what it needs, and the others keep their places", () => {
  const { file, broken, original } = salvaged("teams: [{ name: Bad }, { name: sound }]");
  expect(broken.map((path) => path.join("."))).toEqual(["teams.1.name", "teams.1"]);
  expect(file.teams.map(({ name }) => name)).toEqual(["vision", "sound"]);
  expect(original(["teams", 1, "name"])).toEqual(["teams", 2, "name"]);
  expect(original(["teams", 0, "name"])).toEqual(["teams", 0, "name"]);
  expect(original(["datasets", 1])).toEqual(["datasets", 1]);
});

test("places inside cut lists translate at every level", () => {
  const { original } = salvaged("teams: [{ name: Bad }, { name: sound, groups: ['a b', c] }]");
  expect(original(["teams", 1, "groups", 0])).toEqual(["teams", 2, "groups", 1]);
});

test("a side goes where it lacks what it needs", () => {
  expect(broken("onPrem: { site: ~ }")).toEqual(["onPrem"]);
});

test("an unknown key is no loss", () => {
  const { file, broken } = salvaged("clowd: {}\ncloud: { pools: [{ name: h100, maxNode: 1 }] }");
  expect(broken).toEqual([]);
  expect(file.cloud?.pools[0]?.maxNodes).toBe(4);
});

test("what every file has is stood in for", () => {
  const { file } = salvaged("name: A B\nowner: ~\nstate: 7");
  expect(file.name).toBe("unnamed");
  expect(file.owner).toBe("unknown");
  expect(file.state).toEqual({ local: {} });
});

test("the data itself is not touched", () => {
  const data = parse(fileWith("teams: [{ name: Bad }]"));
  const copy = structuredClone(data);
  salvage(data);
  expect(data).toEqual(copy);
});

test("an empty mapping is salvaged, too", () => {
  expect(salvage({})?.file.teams).toEqual([]);
  expect(salvage(parse(BASE))?.broken).toEqual([]);
});
