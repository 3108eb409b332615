import { readFileSync } from "node:fs";
import { storeEndpoint } from "./store-endpoint";

const [port, emulator = "", region = "", authorityFile = "", keyFile = ""] = process.argv.slice(2);

const say = (line: string) => console.log(`${new Date().toISOString()} ${line}`);

storeEndpoint({
  emulator,
  region,
  authority: { authorityPem: readFileSync(authorityFile, "utf8"), keyPem: readFileSync(keyFile, "utf8") },
  onAnswer: say,
})
  .once("error", (error) => {
    console.error(error.message);
    process.exit(1);
  })
  .listen({ host: "127.0.0.1", port: Number(port) }, () => say(`interface endpoints of S3 in ${region} are here`));
