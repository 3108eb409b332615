import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { ChatStack } from "../../examples/serve-on-any-cluster";
import { byAddress, synthPlatformStack } from "../synth";

describe("the example without a platform file", () => {
  const held = byAddress(synthPlatformStack((app) => new ChatStack(app, "chat")));

  test("serves the model with what the page promises, and nothing else", () => {
    expect(Object.keys(held).map((address) => address.split(".")[0])).toEqual([
      "helm_release",
      "kubernetes_deployment_v1",
      "kubernetes_horizontal_pod_autoscaler_v2",
      "kubernetes_network_policy_v1",
      "kubernetes_service_v1",
    ]);
  });

  test("lands on the nodes that it names, as the identity that it names", () => {
    const text = JSON.stringify(held);
    expect(text).toContain('"node_selector":{"example.com/pool":"l40s"}');
    expect(text).toContain('"service_account_name":"model-reader"');
    expect(text).toContain('"values":["chat","web"]');
  });

  test("is synthesized in any folder, with its chart, and names no folder of the machine", () => {
    const here = process.cwd();
    const folder = mkdtempSync(join(tmpdir(), "elsewhere-"));
    try {
      process.chdir(folder);
      const app = new App({ outdir: join(folder, "out"), stackTraces: false });
      new ChatStack(app, "chat");
      app.synth();
    } finally {
      process.chdir(here);
    }
    const stack = join(folder, "out", "stacks", "chat");
    const text = readFileSync(join(stack, "cdk.tf.json"), "utf8");
    const [release] = Object.values<{ chart: string }>(JSON.parse(text).resource.helm_release);
    expect(existsSync(join(stack, release?.chart ?? "", "Chart.yaml"))).toBe(true);
    expect(text).not.toContain(folder);
    expect(text).not.toContain(here);
  });

  test("stands in the docs word for word", () => {
    const source = readFileSync(join(__dirname, "..", "..", "examples", "serve-on-any-cluster.ts"), "utf8");
    const call = source.slice(source.indexOf("    new InferenceDeployment("), source.indexOf("    });\n") + 8);
    const page = readFileSync(join(__dirname, "..", "..", "docs", "constructs.md"), "utf8");
    const shown = call
      .split("\n")
      .map((line) => line.replace(/^ {4}/, ""))
      .join("\n");
    expect(page).toContain(shown);
  });
});
