import { answersOf } from "../../review/answers";
import { buildReport } from "../../review/build-report";
import { EXAMPLE, textOfPlatform } from "./platform-texts";

const H200 = `    - name: h200
      instanceType: p5e.48xlarge
      zone: eu-north-1a
      minNodes: 8
      maxNodes: 8
      capacity: onDemand
`;
const WITH_H200 = EXAMPLE.replace("    - name: l4 #", `${H200}    - name: l4 #`);
const PRICES = `prices:
  asOf: 2026-11-20
  instanceTypes:
    p5e.48xlarge: { onDemand: 63 }
`;

/** What is said of money and of what has no price, of a file against another. */
function money(head: string, base?: string) {
  const older = base === undefined ? {} : { base: { ...textOfPlatform(base), called: "main" } };
  const report = buildReport({ head: textOfPlatform(head), headStates: [], ...older, baseStates: [], plans: [] });
  const [, lines = []] = answersOf(report).find(([question]) => question === "Money, a month") ?? [];
  const unpriced = report.findings
    .filter(({ rule }) => rule === "unpriced")
    .map(({ title, line }) => ({ title, line }));
  return { last: lines.at(-1), unpriced };
}

const EDGE = "edge on-prem (2 nodes)";

test("a pool without a price needs a look, and its GPUs are told beside the sums that leave them out", () => {
  const line = WITH_H200.split("\n").findIndex((text) => text.includes("name: h200")) + 1;
  expect(money(WITH_H200, EXAMPLE)).toEqual({
    last: `+64 GPUs without a price, in no sum: ${EDGE}, h200 cloud (64 GPUs)`,
    unpriced: [{ title: "h200 (cloud) has no price: 8 nodes, 64 GPUs more are in no sum here", line }],
  });
});

test("one that was so before needs no look, and is still told", () => {
  expect(money(WITH_H200, WITH_H200)).toEqual({
    last: `without a price, in no sum: ${EDGE}, h200 cloud (64 GPUs)`,
    unpriced: [],
  });
});

test("one that grows is told by how much, and one that shrinks is no finding", () => {
  const smaller = WITH_H200.replace("minNodes: 8\n      maxNodes: 8", "minNodes: 7\n      maxNodes: 7");
  expect(money(WITH_H200, smaller).unpriced).toMatchObject([
    { title: "h200 (cloud) has no price: 1 node, 8 GPUs more are in no sum here" },
  ]);
  expect(money(smaller, WITH_H200)).toEqual({
    last: `-8 GPUs without a price, in no sum: ${EDGE}, h200 cloud (56 GPUs)`,
    unpriced: [],
  });
});

test("a price in the file ends it, and taking it away begins it", () => {
  const priced = `${WITH_H200}${PRICES}`;
  expect(money(priced, EXAMPLE)).toEqual({ last: `without a price, in no sum: ${EDGE}`, unpriced: [] });
  expect(money(WITH_H200, priced).unpriced).toMatchObject([
    { title: "h200 (cloud) has no price: 8 nodes, 64 GPUs more are in no sum here" },
  ]);
});

test("without a base every such pool needs a look: no sum may pass for the whole", () => {
  expect(money(EXAMPLE).unpriced).toMatchObject([
    { title: "edge (on-prem) has no price: 2 nodes more are in no sum here" },
  ]);
});
