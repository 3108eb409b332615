import { parsePrices, parseZoneIds, regionOfPrefix } from "../../catalog/by-region";
import { numberOf, parseTable } from "../../catalog/table";

describe("a table", () => {
  test("becomes a row a line, keyed by column", () => {
    expect(parseTable("\n  name  size\n  a     1\n\n  bc   22\n", ["name", "size"])).toEqual([
      { name: "a", size: "1" },
      { name: "bc", size: "22" },
    ]);
  });

  test("fails when its header is another", () => {
    expect(() => parseTable("size name\na 1", ["name", "size"])).toThrow(
      'catalog table: header must be "name size", got "size name"',
    );
    expect(() => parseTable("", ["name"])).toThrow('catalog table: header must be "name", got undefined');
  });

  test.each([
    ["a", 1],
    ["a 1 2", 3],
  ])("fails when the row %p lacks a cell or has one too many", (row, cells) => {
    expect(() => parseTable(`name size\n${row}`, ["name", "size"])).toThrow(
      `catalog table: a row must have 2 cells, got ${cells} in "${row}"`,
    );
  });

  test("takes numbers, and fails on what is none", () => {
    expect(["0", "7", "0.526", "-1"].map(numberOf)).toEqual([0, 7, 0.526, -1]);
    for (const cell of ["", "-", "7x", "Infinity", "NaN"]) {
      expect(() => numberOf(cell)).toThrow(`catalog table: expected a number, got "${cell}"`);
    }
  });
});

describe("a row by region", () => {
  test("becomes zone ids; a question mark becomes none", () => {
    expect(parseZoneIds("eun1:13 usgw1:?")).toEqual(
      new Map([
        ["eu-north-1", ["eun1-az1", "eun1-az3"]],
        ["us-gov-west-1", []],
      ]),
    );
  });

  test("becomes prices", () => {
    expect(parsePrices(" use1=1.5\n euc1=2 ")).toEqual(
      new Map([
        ["us-east-1", 1.5],
        ["eu-central-1", 2],
      ]),
    );
  });

  test("fails on an unknown prefix, a prefix twice and a cell without value", () => {
    expect(() => parsePrices("xyz1=1")).toThrow('catalog: no region has the zone prefix "xyz1"');
    expect(() => parseZoneIds("eun1:1 eun1:2")).toThrow('catalog: "eun1" is twice in one row');
    expect(() => parsePrices("eun1")).toThrow('catalog table: expected a number, got ""');
  });

  test("finds the region of a prefix", () => {
    expect(regionOfPrefix("euscdee1")).toBe("eusc-de-east-1");
  });
});
