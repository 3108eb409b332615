import { join } from "node:path";
import { commandEnvironment, saveEnvironment, shellExports } from "../../../sandbox/platform/sandbox-environment";
import { openSandbox } from "../../../sandbox/status";
import { testFolder } from "../folder";

const folder = testFolder();
const box = () => join(folder.path, "box");

beforeEach(() => {
  openSandbox(box());
  saveEnvironment(box(), { AWS_ENDPOINT_URL: "http://127.0.0.1:1", KUBECONFIG: "/it's/here" });
});

describe("the environment of a sandbox", () => {
  const users = {
    PATH: "/usr/bin",
    HOME: "/users/ada",
    AWS_PROFILE: "prod",
    KUBE_CTX: "prod",
    TF_VAR_x: "1",
    LANG: "C",
  };

  test("leads a command to the sandbox, and leaves out what would lead it elsewhere", () => {
    expect(commandEnvironment(box(), users)).toEqual({
      LANG: "C",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      KUBECONFIG: "/it's/here",
      PATH: `${box()}/bin:/usr/bin`,
      HOME: `${box()}/home`,
    });
  });

  test("is the same for a shell, whose home stays", () => {
    expect(shellExports(box(), users)).toEqual([
      "unset AWS_PROFILE",
      "export AWS_ENDPOINT_URL='http://127.0.0.1:1'",
      "export KUBECONFIG='/it'\\''s/here'",
      `export PATH='${box()}/bin':"$PATH"`,
    ]);
  });
});
