import { modelServer } from "../../catalog/servers";
import type { Path } from "../problem";
import { formatPath } from "../problem";
import { sharesOf } from "../replica-shares";
import type { Facts, Finding, Rule } from "../rule";
import type { DeploymentFile, ServedFile } from "../schema/platform-file";
import { servedDeployments } from "../served-deployments";

/** What a deployment says of itself. */
export const DEPLOYMENT_RULES: readonly Rule[] = [
  {
    id: "replica-range",
    severity: "error",
    needs: [],
    check: (facts) =>
      servedDeployments(facts.file).flatMap(([{ replicas }, index]): Finding[] => {
        const { min, max } = replicas;
        if (min <= max) return [];
        const path = ["deployments", index, "replicas"];
        return facts.isLater([...path, "min"], [...path, "max"])
          ? [
              {
                path: [...path, "min"],
                found: `${min} is more than max ${max}`,
                fix: `use at most ${max}, or raise max`,
              },
            ]
          : [
              {
                path: [...path, "max"],
                found: `${max} is less than min ${min}`,
                fix: `use at least ${min}, or lower min`,
              },
            ];
      }),
  },
  {
    id: "canary-version",
    severity: "error",
    needs: [],
    check: ({ file }) =>
      file.deployments.flatMap(({ version, canary }, index): Finding[] =>
        canary?.version === version
          ? [
              {
                path: ["deployments", index, "canary", "version"],
                found: `${JSON.stringify(version)} is the version that is served already`,
                fix: "name another version of the model, or remove the canary",
              },
            ]
          : [],
      ),
  },
  {
    id: "canary-replicas",
    severity: "error",
    needs: [],
    check: (facts) =>
      servedDeployments(facts.file).flatMap(([deployment, index]) =>
        canaryReplicas(facts, deployment, ["deployments", index]),
      ),
  },
  { id: "request-scaling", severity: "error", needs: ["onPrem.existing", "observability"], check: requestScaling },
  { id: "route-tls", severity: "error", needs: [], check: ({ file }) => file.deployments.flatMap(routes) },
  { id: "host-port", severity: "error", needs: [], check: ({ file }) => file.deployments.flatMap(hostPorts) },
  { id: "duplicate-host", severity: "error", needs: [], check: duplicateHosts },
  { id: "custom-server", severity: "error", needs: [], check: customServers },
];

function canaryReplicas({ isLater }: Facts, { replicas, canary }: ServedFile, path: Path): readonly Finding[] {
  if (!canary) return [];
  const { min, max } = replicas;
  const last = (...keys: Path[]) =>
    keys.map((key) => [...path, ...key]).reduce((late, one) => (isLater(one, late) ? one : late));
  if (min === 0) {
    const at = last(["replicas", "min"], ["canary", "percent"]);
    return [
      {
        path: at,
        found:
          at.at(-1) === "min"
            ? "0 beside a canary: nothing would try it"
            : `${canary.percent} is a share of nothing: replicas.min is 0`,
        fix: "use replicas.min of at least 1, or remove the canary",
      },
    ];
  }
  const { canary: trial } = sharesOf({ canary, replicas });
  if (trial < max) return [];
  const at = last(["replicas", "max"], ["canary", "percent"]);
  return [
    {
      path: at,
      found: `${at.at(-1) === "max" ? max : canary.percent} leaves the stable version no replica: of max ${max} the canary takes ${trial} (${canary.percent}% of min ${min}, at least one)`,
      fix: `use replicas.max of at least ${trial + 1}${trial > 1 ? ", or a smaller percent" : ""}`,
    },
  ];
}

function routes({ host, tls }: DeploymentFile, index: number): readonly Finding[] {
  const path = ["deployments", index];
  if (host !== undefined && tls === undefined)
    return [
      { path: [...path, "host"], found: `is ${host}, and tls is missing`, fix: "add tls: { secret } or { issuer }" },
    ];
  if (host === undefined && tls !== undefined)
    return [
      { path: [...path, "tls"], found: "is a certificate's, and host is missing", fix: "add host, or remove tls" },
    ];
  return [];
}

function hostPorts({ host }: DeploymentFile, index: number): readonly Finding[] {
  const [name, port] = host?.split(":") ?? [];
  if (port === undefined) return [];
  return [
    {
      path: ["deployments", index, "host"],
      found: `${host} has a port`,
      fix: `write ${name}: routes are HTTPS, at 443`,
    },
  ];
}

/** Two sides may share a host: the name server tells them apart. */
function duplicateHosts({ file, isLater }: Facts): readonly Finding[] {
  return file.deployments.flatMap(({ host, side }, index) =>
    file.deployments.flatMap((other, at): Finding[] => {
      const path = ["deployments", index, "host"];
      const than = ["deployments", at, "host"];
      if (other.host !== host || other.side !== side || !isLater(path, than)) return [];
      return [
        { path, found: `${host} is also ${formatPath(than)}`, fix: "give each its own host: one cluster serves both" },
      ];
    }),
  );
}

function customServers({ file }: Facts): readonly Finding[] {
  return file.models.flatMap(({ server, ...model }, index) => {
    const keys = ["image", "port"] as const;
    const path = ["models", index];
    if (server !== "custom")
      return keys
        .filter((key) => model[key] !== undefined)
        .map((key) => ({
          path: [...path, key],
          found: `stands beside server ${server}, which has its own`,
          fix: "remove it, or use server custom",
        }));
    return keys
      .filter((key) => model[key] === undefined)
      .map((key) => ({ path: [...path, "server"], found: `is custom, and ${key} is missing`, fix: `add ${key}` }));
  });
}

/** Who counts requests: the server, and a Prometheus that KEDA can ask. From zero, KEDA's interceptor does. */
function requestScaling({ file }: Facts): readonly Finding[] {
  return servedDeployments(file).flatMap(([deployment, index]): Finding[] => {
    const { requestsPerReplica, replicas, side, model: name } = deployment;
    if (requestsPerReplica === undefined || replicas.min === 0) return [];
    const path = ["deployments", index, "requestsPerReplica"];
    const server = file.models.find((one) => one.name === name)?.server;
    if (server !== undefined && modelServer(server).requestGauges === undefined)
      return [
        { path, found: `is ${requestsPerReplica}, and server ${server} does not tell its requests`, fix: "remove it" },
      ];
    if (side === "cloud" && !file.observability.cloud)
      return [
        {
          path,
          found: `is ${requestsPerReplica}, and the cloud has no Prometheus that knows requests`,
          fix: "write observability: { cloud: true }, or remove it",
        },
      ];
    if (
      side === "onPrem" &&
      file.onPrem?.existing.includes("prometheus") &&
      file.observability.prometheus === undefined
    )
      return [
        {
          path,
          found: `is ${requestsPerReplica}, and where the existing Prometheus answers is not said`,
          fix: "write observability.prometheus, or remove it",
        },
      ];
    return [];
  });
}
