import { dependentsOf } from "../../review/blast-radius";
import { readSynthesized, type SynthesizedState } from "../../review/synthesized-state";

function state(stack: string, after: readonly string[], resource: object, data: object = {}): SynthesizedState {
  return readSynthesized(stack, after, JSON.stringify({ resource, data }));
}

const FOUNDATION = state("cloud-foundation", [], {
  aws_vpc: { network: { tags: { Name: "acme-network" } } },
  aws_subnet: { a: { vpc_id: "${aws_vpc.network.id}" } },
  aws_thing: { alone: { name: "short" } },
});
const BURST = state(
  "cloud-burst",
  ["cloud-foundation"],
  {
    aws_eks_cluster: { cluster: { name: "acme-burst", vpc: "${data.aws_vpc.network.id}" } },
    aws_role: { r: { name: "short" } },
  },
  { aws_vpc: { network: { filter: [{ name: "tag:Name", values: ["acme-network"] }] } } },
);
const PLATFORM = state("cloud-platform", ["cloud-burst"], { helm_release: { queues: { cluster: "acme-burst" } } });
const ON_PREM = state("on-prem", [], { helm_release: { queues: { network: "acme-network" } } });

const reached = (key: string) => [...(dependentsOf([FOUNDATION, BURST, PLATFORM, ON_PREM]).get(key) ?? [])].sort();

test("what depends on a network is found through the states that look it up by name, and through those after them", () => {
  expect(reached("cloud-foundation aws_vpc.network")).toEqual([
    "cloud-burst aws_eks_cluster.cluster",
    "cloud-burst data.aws_vpc.network",
    "cloud-foundation aws_subnet.a",
    "cloud-platform helm_release.queues",
  ]);
});

test("a state that is not deployed after another depends on nothing of it, whatever it says", () => {
  expect(reached("cloud-foundation aws_vpc.network").join()).not.toContain("on-prem");
  expect(reached("cloud-platform helm_release.queues")).toEqual([]);
});

test("a name that is a short word is no reference", () => {
  expect(reached("cloud-foundation aws_thing.alone")).toEqual([]);
});
