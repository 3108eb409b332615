import { DeployProgress } from "../../../sandbox/platform/deploy-progress";

function read(...lines: string[]) {
  const said: string[] = [];
  const progress = new DeployProgress(
    (line) => said.push(line),
    () => 7,
  );
  for (const line of lines) progress.read(line);
  return { said, outcomes: progress.outcomes() };
}

describe("what cdktf prints of a deploy", () => {
  test("tells what each state does and did, through what moves the cursor", () => {
    const { said, outcomes } = read(
      "\u001b[2K\u001b[1A\u001b[2K\u001b[Gon-prem  Terraform will perform the following actions:",
      "         Plan: 53 to add, 1 to change, 0 to destroy.",
      "burst-link  Initializing the backend...",
      "\u001b[2K\u001b[Gon-prem  Apply complete! Resources: 53 added, 1 changed, 0 destroyed.",
      "\u001b[2K\u001b[Gon-prem  Apply complete! Resources: 53 added, 1 changed, 0 destroyed.",
    );
    expect(said).toEqual(["   7 s  on-prem: applies 53 to add, 1 to change", "   7 s  on-prem: 53 added, 1 changed"]);
    expect(outcomes).toEqual([{ stack: "on-prem", added: 53, changed: 1, destroyed: 0, afterSeconds: 7 }]);
  });

  test("tells of a state that has nothing to do", () => {
    const { said, outcomes } = read("cloud-burst  Apply complete! Resources: 0 added, 0 changed, 0 destroyed.");
    expect(said).toEqual(["   7 s  cloud-burst: no changes"]);
    expect(outcomes).toMatchObject([{ stack: "cloud-burst", added: 0 }]);
  });

  test("tells what a destroy plans and did", () => {
    const { said, outcomes } = read(
      "on-prem  Plan: 0 to add, 0 to change, 53 to destroy.",
      "on-prem  Destroy complete! Resources: 53 destroyed.",
    );
    expect(said).toEqual(["   7 s  on-prem: applies 53 to destroy", "   7 s  on-prem: 53 destroyed"]);
    expect(outcomes).toEqual([{ stack: "on-prem", added: 0, changed: 0, destroyed: 53, afterSeconds: 7 }]);
  });

  test("tells each error once, with its state", () => {
    const { said, outcomes } = read(
      "cloud-burst  ╷",
      "             │ Error: creating EKS Cluster (acme-burst): no",
      "             │ Error: creating EKS Cluster (acme-burst): no",
      "             │ An error: of somebody's log",
    );
    expect(said).toEqual(["   7 s  cloud-burst: Error: creating EKS Cluster (acme-burst): no"]);
    expect(outcomes).toEqual([]);
  });
});
