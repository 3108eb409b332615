import { interruptible } from "../../cli/checkout-sandbox";

test.each(["SIGINT", "SIGTERM"] as const)("%s asks whoever works to end, and a second one ends the program", (name) => {
  const said = jest.spyOn(console, "error").mockImplementation(() => {});
  const before = process.listenerCount(name);
  const signal = interruptible();
  expect(signal.aborted).toBe(false);
  process.emit(name);
  expect(signal.aborted).toBe(true);
  expect(said.mock.calls).toEqual([["interrupted: ends what it is doing; again to leave at once"]]);
  // nobody listens any more: the next one does what it does to any program.
  expect(process.listenerCount(name)).toBe(before);
  said.mockRestore();
});
