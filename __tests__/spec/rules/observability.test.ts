import { sentences } from "../base-file";

describe("monitor-labels", () => {
  const warning =
    "warning monitor-labels: onPrem.existing[1] is a Prometheus that may select monitors and rules by labels, and observability.labels says none; write the labels that it selects by, or {} where it selects all";

  test.each<[string, string, readonly string[]]>([
    ["names no labels", "onPrem: { existing: [kueue, prometheus] }", [warning]],
    ["selects all", "{ onPrem: { existing: [kueue, prometheus] }, observability: { labels: {} } }", []],
    ["selects by one", "{ onPrem: { existing: [prometheus] }, observability: { labels: { release: x } } }", []],
    ["gets nothing to select", "{ onPrem: { existing: [prometheus] }, observability: { onPrem: false } }", []],
    ["is the platform's own", "onPrem: { existing: [kueue] }", []],
  ])("an existing Prometheus that %s", (_, fragment, found) => {
    expect(sentences(fragment)).toEqual(found);
  });
});

describe("the form of observability", () => {
  const alerts = (text: string) => sentences(`observability: { alerts: { ${text} } }`);

  test.each([
    ["gpuIdleMinutes", 5, 1440],
    ["queueWaitMinutes", 10, 10080],
    ["nodeLostMinutes", 1, 60],
    ["linkDownMinutes", 1, 120],
  ])("%s is from %i to %i", (key, least, most) => {
    for (const value of [least, most]) expect(alerts(`${key}: ${value}`)).toEqual([]);
    expect(alerts(`${key}: ${least - 1}`)).toEqual([
      expect.stringMatching(new RegExp(`^error out-of-range: observability\\.alerts\\.${key} `)),
    ]);
    expect(alerts(`${key}: ${most + 1}`)).toEqual([
      expect.stringMatching(new RegExp(`^error out-of-range: observability\\.alerts\\.${key} `)),
    ]);
  });

  test.each<[string, string, RegExp]>([
    ["a label's value", '{ labels: { release: "two words" } }', /^error bad-value: observability\.labels\.release /],
    [
      "a label's key",
      '{ labels: { "two words": x } }',
      /^error bad-value: observability\.labels\["?two words"?\]|^error bad-value/,
    ],
    ["an unknown key", "{ grafana: true }", /^error unknown-key: observability\.grafana/],
    ["a word for a switch", '{ cloud: "yes" }', /^error wrong-type: observability\.cloud /],
    [
      "a part of a minute",
      "{ alerts: { nodeLostMinutes: 1.5 } }",
      /^error wrong-type: observability\.alerts\.nodeLost/,
    ],
  ])("refuses %s", (_, text, message) => {
    const found = sentences(`observability: ${text}`);
    expect(found).toEqual([expect.stringMatching(message)]);
  });
});
