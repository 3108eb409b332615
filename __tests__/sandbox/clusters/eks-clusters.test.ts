import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeEksClusters } from "../../../sandbox/clusters/eks-clusters";
import { testFolder } from "../folder";

const folder = testFolder();

test("the emulator is told where each EKS cluster answers, and by whose certificate", () => {
  const file = join(folder.path, "clusters.json");
  writeEksClusters(file, {});
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({});
  writeEksClusters(file, { acme: { server: "https://127.0.0.1:20007", certificateAuthority: "PEM" } });
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    acme: { endpoint: "https://127.0.0.1:20007", certificateAuthorityData: "UEVN" },
  });
});
