// cdktf records a stack trace with every token and construct; tests never read one, and without them they run in half the time.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));
