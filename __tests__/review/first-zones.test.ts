import { firstZones } from "../../review/first-zones";
import { reportOf } from "./example-reports";
import { EXAMPLE, textOfPlatform } from "./platform-texts";

const ZONES = "  zones: [eu-north-1a, eu-north-1b]";
const LINE = EXAMPLE.split("\n").indexOf(ZONES) + 1;

/** The example with other zones of the cloud side. */
function withZones(zones: string, change: (text: string) => string = (text) => text) {
  return textOfPlatform(change(EXAMPLE.replace(ZONES, `  zones: [${zones}]`)));
}

/** What is said of a change of zones, with its level and line. */
function said(before: string, after: string, change?: (text: string) => string) {
  return firstZones(withZones(before, change), withZones(after, change)).map(
    ({ rule, level, title, advice, line }) => `${line}: ${level} ${rule}: ${title}; ${advice}`,
  );
}

const [A, B, C] = ["eu-north-1a", "eu-north-1b", "eu-north-1c"];

const CONTROL_PLANE = `${LINE}: danger control-plane-moved: the control plane would go from ${B}, ${C} to ${A}, ${B}: EKS refuses to change its zones, and cloud-burst stops there; keep ${B}, ${C} first in cloud.zones, and add others at the end`;
const nat = (from: string, to: string) =>
  `${LINE}: danger outgoing-address-changed: the NAT gateway moves from ${from} to ${to}: the outgoing address changes; keep ${from} first in cloud.zones, or tell whoever admits the old address`;

test("a new first zone moves the NAT gateway, and EKS refuses it", () => {
  expect(said(`${B}, ${C}`, `${A}, ${B}, ${C}`)).toEqual([CONTROL_PLANE, nat(B, A)]);
});

test("another order of the first two moves the NAT gateway alone", () => {
  expect(said(`${A}, ${B}`, `${B}, ${A}`)).toEqual([nat(A, B)]);
});

test("a second zone that is another is refused by EKS", () => {
  expect(said(`${B}, ${C}`, `${B}, ${A}`)).toEqual([
    expect.stringContaining(`the control plane would go from ${B}, ${C} to ${A}, ${B}`),
  ]);
});

test.each([
  ["a zone at the end", `${B}, ${C}`, `${B}, ${C}, ${A}`],
  ["a last zone that goes", `${B}, ${C}, ${A}`, `${B}, ${C}`],
])("%s moves nothing", (_, before, after) => {
  expect(said(before, after)).toEqual([]);
});

test("zones with a NAT gateway each keep their addresses, in whatever order", () => {
  const services = "    services: 172.20.0.0/16\n";
  const perZone = (text: string) => text.replace(services, `${services}    egress: natPerZone\n`);
  expect(perZone(EXAMPLE)).not.toBe(EXAMPLE);
  expect(said(`${A}, ${B}`, `${B}, ${A}`, perZone)).toEqual([]);
  expect(said(`${B}, ${C}`, `${A}, ${B}, ${C}`, perZone)).toEqual([CONTROL_PLANE]);
});

test("another cluster, and a platform without an older file, have nothing to keep", () => {
  const other = (text: string) => text.replace('account: "111122223333"', 'account: "444455556666"');
  const moved = withZones(`${B}, ${A}`, (text) => other(text).replaceAll("iam::111122223333", "iam::444455556666"));
  expect(firstZones(withZones(`${A}, ${B}`), moved)).toEqual([]);
  expect(firstZones(undefined, withZones(`${B}, ${A}`))).toEqual([]);
});

test("the report of another order is dangerous, and traces what moves to the line of the zones", () => {
  const report = reportOf([[ZONES, `  zones: [${B}, ${A}]`]]);
  expect(report).toMatchObject({ verdict: "dangerous", unchanged: false });
  expect(report.fileChanges).toMatchObject([
    { what: "cloud.zones", before: `${A}, ${B}`, after: `${B}, ${A}`, line: LINE },
  ]);
  const eip = report.changes.filter(({ type }) => type === "aws_eip");
  expect(eip.map(({ from }) => from)).toEqual(Array(2).fill(`platforms/acme.yaml:${LINE}`));
});
