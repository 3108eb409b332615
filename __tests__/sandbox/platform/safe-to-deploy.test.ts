import { checkSafeToDeploy } from "../../../sandbox/platform/safe-to-deploy";
import { examplePlatform } from "../../platforms";

describe("a file whose states stay in a sandbox", () => {
  test("names no kubeconfig, and keeps state in S3 or inside the project", () => {
    const example = examplePlatform();
    expect(() => checkSafeToDeploy(example)).not.toThrow();
    expect(() =>
      checkSafeToDeploy({ ...example, state: { ...example.state, main: { kind: "local", path: "state" } } }),
    ).not.toThrow();
  });

  test("is refused where it names a kubeconfig, since Terraform would reach that cluster", () => {
    const example = examplePlatform();
    const { onPrem: side } = example;
    if (!side) throw new Error("no on-prem side");
    const kubernetes = { ...side.kubernetes, kubeconfig: "~/.kube/fra1" };
    const onPrem = { ...side, kubernetes };
    expect(() => checkSafeToDeploy({ ...example, onPrem })).toThrow(
      "onPrem.kubernetes.kubeconfig is ~/.kube/fra1: Terraform would reach that cluster and not the sandbox's; leave the key out, and KUBE_CONFIG_PATH names the file",
    );
  });

  test.each(["/var/state", "../state", "~/state"])("is refused where its state is in %s", (path) => {
    const example = examplePlatform();
    expect(() => checkSafeToDeploy({ ...example, state: { ...example.state, main: { kind: "local", path } } })).toThrow(
      `state.local.path is ${path}: the sandbox would write into that state`,
    );
  });
});
