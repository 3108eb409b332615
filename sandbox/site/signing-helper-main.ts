import { signingServer } from "./signing-server";

try {
  const { server, port, says } = signingServer(process.argv.slice(2));
  server.listen({ host: "127.0.0.1", port }, () => console.log(says));
  process.once("SIGTERM", () => process.exit(0));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
