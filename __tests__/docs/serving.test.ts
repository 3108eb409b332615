import { readFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, serverHardware } from "../../catalog/servers";
import { SERVERS } from "../../spec/schema/work";

const PAGE = readFileSync(join(__dirname, "..", "..", "docs", "serving.md"), "utf8");
const ROWS = [...PAGE.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, name = "", rest = ""]) => [
  name,
  ...rest.split(" | "),
]);

test("the page has a row for every server, with the ports and addresses of the catalog", () => {
  const rows = ROWS.filter(([name]) => SERVERS.some((server) => server === name));
  expect(rows.map(([name]) => name).sort()).toEqual([...SERVERS].sort());
  for (const [name, hardware, , http, metrics, predict] of rows) {
    const server = SERVERS.find((one) => one === name) ?? "custom";
    const facts = modelServer(server);
    expect(http).toBe(facts.httpPort === undefined ? "`models[].port`" : String(facts.httpPort));
    expect(metrics).toBe(facts.metrics ? `${facts.metrics.port} \`${facts.metrics.path}\`` : "none");
    expect(predict).toBe(`\`${facts.predict({ name: "<model>" })}\``);
    if (server !== "custom") expect(hardware?.toLowerCase().split(", ")).toEqual(serverHardware(server));
  }
});
