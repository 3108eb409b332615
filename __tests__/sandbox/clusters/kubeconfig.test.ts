import { parse } from "yaml";
import { kubeconfig } from "../../../sandbox/clusters/kubeconfig";

const access = {
  server: "https://127.0.0.1:20001",
  certificateAuthority: "CA",
  clientCertificate: "CERT",
  clientKey: "KEY",
};

test("has a context for each cluster, and all that it needs inside", () => {
  const written = parse(kubeconfig({ onprem: access, cloud: { ...access, server: "https://127.0.0.1:20011" } }));
  expect(written).toEqual({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "onprem", cluster: { server: "https://127.0.0.1:20001", "certificate-authority-data": "Q0E=" } },
      { name: "cloud", cluster: { server: "https://127.0.0.1:20011", "certificate-authority-data": "Q0E=" } },
    ],
    users: ["onprem", "cloud"].map((name) => ({
      name,
      user: { "client-certificate-data": "Q0VSVA==", "client-key-data": "S0VZ" },
    })),
    contexts: ["onprem", "cloud"].map((name) => ({ name, context: { cluster: name, user: name } })),
  });
});

test("has a current context only where there is no doubt", () => {
  expect(parse(kubeconfig({ onprem: access }))).toMatchObject({ "current-context": "onprem" });
  expect(parse(kubeconfig({ a: access, b: access }))).not.toHaveProperty("current-context");
});
