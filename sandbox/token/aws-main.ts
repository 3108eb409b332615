import { parseArgs } from "node:util";
import { eksGetToken } from "./eks-get-token";

/** The one thing that it can be asked to print alone. */
const TOKEN = "status.token";

/** Stands in for the AWS CLI where it is not installed, for the one command that Terraform's providers run, and the job that renews the burst's credential. */
function main(args: readonly string[]): void {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      "cluster-name": { type: "string" },
      region: { type: "string" },
      output: { type: "string" },
      query: { type: "string" },
    },
  });
  const cluster = values["cluster-name"];
  const region = values.region ?? process.env.AWS_REGION;
  if (
    positionals.join(" ") !== "eks get-token" ||
    cluster === undefined ||
    region === undefined ||
    (values.query ?? TOKEN) !== TOKEN
  ) {
    throw new Error(
      "this stands in for the AWS CLI and knows `aws eks get-token --cluster-name NAME --region REGION [--query status.token]` alone; install the AWS CLI for more",
    );
  }
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set");
  // client-go says there which version it wants.
  const { apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO || "{}") as { readonly apiVersion?: string };
  const request = { cluster, region, accessKeyId, secretAccessKey, nowMs: Date.now(), apiVersion };
  const answer = eksGetToken(request);
  console.log(values.query === TOKEN ? answer.status.token : JSON.stringify(answer));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(252);
}
