import { cronProblem, timesPerMonth } from "../../spec/cron";

describe("a cron expression", () => {
  test.each([
    ["0 3 * * *", 365 / 12],
    ["0 3 * * 1-5", 261 / 12],
    ["*/15 * * * *", (365 * 96) / 12],
    ["0 0 1 * *", 1],
    ["30 2 1,15 1-6 *", 1],
    ["0 0-12/6 * * *", (365 * 3) / 12],
    ["5/20 0 1 1 *", 3 / 12],
    // on the first of a month, and on Mondays.
    ["0 0 1 * 1", (52 + 12 - 1) / 12],
    ["0 0 30 2 *", 0],
  ])("%s comes as often as cron starts it", (text, times) => {
    expect(cronProblem(text)).toBeUndefined();
    expect(timesPerMonth(text)).toBeCloseTo(times, 9);
  });

  test.each([
    ["0 3 * *", "has 4 fields"],
    ["@daily", "has 1 field"],
    ["60 3 * * *", "has no minute of 0 to 59"],
    ["0 24 * * *", "has no hour of 0 to 23"],
    ["0 3 0 * *", "has no day of the month of 1 to 31"],
    ["0 3 * 13 *", "has no month of 1 to 12"],
    ["0 3 * * 7", "has no day of the week of 0 to 6"],
    ["0 3 * * MON", "has no day of the week of 0 to 6"],
    ["0 5-3 * * *", "has no hour of 0 to 23"],
    ["0 */0 * * *", "has no hour of 0 to 23"],
    ["0  3 * * *", "has 6 fields"],
  ])("%s is none", (text, problem) => {
    expect(cronProblem(text)).toBe(problem);
  });
});
