import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { forwarder } from "../../../sandbox/link/forwarder";

const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

describe("a forwarder", () => {
  test("carries both ways, and several connections at once", async () => {
    const target = await listening(
      createServer((socket) => socket.on("data", (data) => socket.write(`you said ${data}`))),
    );
    const port = await listening(forwarder(target));
    const answers = ["one", "two"].map(
      (word) =>
        new Promise<string>((resolve) => {
          const socket = connect(port, "127.0.0.1", () => socket.write(word));
          socket.once("data", (data) => {
            socket.destroy();
            resolve(data.toString());
          });
        }),
    );
    expect(await Promise.all(answers)).toEqual(["you said one", "you said two"]);
  });

  test("ends the near side where the far one ends", async () => {
    const target = await listening(createServer((socket) => socket.end()));
    const port = await listening(forwarder(target));
    const ended = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.resume().once("close", () => resolve("closed"));
    });
    expect(ended).toBe("closed");
  });

  test("ends the near side where nobody listens at the far one", async () => {
    const server = createServer();
    const target = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const port = await listening(forwarder(target));
    const ended = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {}).once("close", () => resolve("closed"));
    });
    expect(ended).toBe("closed");
  });
});
