import { forwarder } from "./forwarder";

const [listenPort, targetPort] = process.argv.slice(2).map(Number);

forwarder(targetPort ?? 0)
  .once("error", (error) => {
    console.error(error.message);
    process.exit(1);
  })
  .listen({ host: "127.0.0.1", port: listenPort ?? 0 }, () => {
    console.log(`${new Date().toISOString()} carries 127.0.0.1:${listenPort} to 127.0.0.1:${targetPort}`);
  });
