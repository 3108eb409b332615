import { SOURCES, sourceOf } from "../../catalog/source";

test.each(Object.entries(SOURCES))("source %s has a title and a date", (_, source) => {
  expect(source.title.length).toBeGreaterThan(10);
  expect(source.date).toMatch(/^20\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/);
});

test("only one source says that there is none", () => {
  expect(
    Object.entries(SOURCES)
      .filter(([, { sourced }]) => !sourced)
      .map(([key]) => key),
  ).toEqual(["unsourced"]);
});

test("a row leads to its source", () => {
  expect(sourceOf({ source: "mig-parted" }).date).toBe("2026-08-21");
});
