import { tunnelRanges } from "../../constructs/tunnel-ranges";

describe("inside ranges of tunnels", () => {
  test("are two of a device, of four addresses each, in the part that AWS keeps nothing of", () => {
    expect([...tunnelRanges(["198.51.100.7"])]).toEqual([["198.51.100.7", ["169.254.95.20/30", "169.254.107.148/30"]]]);
  });

  test("do not depend on the order of devices", () => {
    const there = tunnelRanges(["198.51.100.7", "198.51.100.8"]);
    const back = tunnelRanges(["198.51.100.8", "198.51.100.7"]);
    expect([...back]).toEqual([...there]);
  });

  test("are never shared, however many devices there are", () => {
    const devices = Array.from({ length: 500 }, (_, index) => `203.0.${Math.floor(index / 250)}.${index % 250}`);
    const ranges = [...tunnelRanges(devices).values()].flat();
    expect(new Set(ranges).size).toBe(1000);
    for (const range of ranges) expect(range).toMatch(/^169\.254\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d{1,3}\/30$/);
  });
});
