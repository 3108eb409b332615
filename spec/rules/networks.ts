import ipaddr from "ipaddr.js";
import { formatPath, type Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { PlatformFile } from "../schema/platform-file";
import { VPC_PREFIX } from "../subnets";
import { listed } from "./wording";

/** A range of the file and its place. */
interface Range {
  readonly path: Path;
  readonly cidr: string;
}

/** Where private networks are (RFC 1918). EKS takes service ranges from these alone. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
/** Shared address space (RFC 6598): private, too, but not for EKS services. */
const SHARED = "100.64.0.0/10";

/**
 * Longest and shortest prefix of an EKS service range.
 *
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
 */
const SERVICES_PREFIX = { shortest: 12, longest: 24 } as const;

/** Docker's default bridge: what runs on a node with Docker cannot reach this range. */
const DOCKER = "172.17.0.0/16";

/** Shortest prefix that a list of known callers can have: a /8 is already more than any one company's. */
const SHORTEST_CALLER_PREFIX = 8;

/** Address ranges. */
export const NETWORK_RULES: readonly Rule[] = [
  { id: "cidr-overlap", severity: "error", needs: [], check: overlaps },
  {
    id: "vpc-size",
    severity: "error",
    needs: [],
    check: ({ file }) => {
      const vpc = file.cloud?.network.vpc;
      const { shortest, longest } = VPC_PREFIX;
      if (vpc === undefined || (prefixOf(vpc) >= shortest && prefixOf(vpc) <= longest)) return [];
      const fix = `use a range of /${shortest} to /${longest}`;
      return [{ path: ["cloud", "network", "vpc"], found: `${vpc} is a /${prefixOf(vpc)}`, fix }];
    },
  },
  {
    id: "services-size",
    severity: "error",
    needs: [],
    check: ({ file }) => {
      const services = file.cloud?.network.services;
      const { shortest, longest } = SERVICES_PREFIX;
      if (services === undefined || (prefixOf(services) >= shortest && prefixOf(services) <= longest)) return [];
      const fix = `use a range of /${shortest} to /${longest}: EKS takes no other`;
      return [{ path: ["cloud", "network", "services"], found: `${services} is a /${prefixOf(services)}`, fix }];
    },
  },
  { id: "public-range", severity: "error", needs: [], check: publicRanges },
  {
    id: "docker-range",
    severity: "warning",
    needs: [],
    check: ({ file }) =>
      rangesOf(file)
        .filter(({ cidr }) => overlap(cidr, DOCKER))
        .map(({ path, cidr }) => ({
          path,
          found: `${cidr} overlaps Docker's default bridge ${DOCKER}`,
          fix: "use another range: nodes with Docker do not reach this one",
        })),
  },
  { id: "public-access", severity: "error", needs: [], check: publicAccess },
];

/** Ranges that must be apart: every one of them can meet every other on the link, or in a policy. */
function rangesOf({ onPrem, cloud }: PlatformFile): readonly Range[] {
  return [
    ...(onPrem
      ? (["nodes", "pods", "services"] as const).map((key) => ({
          path: ["onPrem", "network", key],
          cidr: onPrem.network[key],
        }))
      : []),
    ...(cloud?.network.vpc ? [{ path: ["cloud", "network", "vpc"], cidr: cloud.network.vpc }] : []),
    ...(cloud ? [{ path: ["cloud", "network", "services"], cidr: cloud.network.services }] : []),
  ];
}

function overlaps({ file, isLater }: Facts): readonly Finding[] {
  const ranges = rangesOf(file);
  return ranges.flatMap((one, index) =>
    ranges.slice(index + 1).flatMap((other): Finding[] => {
      if (!overlap(one.cidr, other.cidr)) return [];
      const [later, earlier] = isLater(one.path, other.path) ? [one, other] : [other, one];
      return [
        {
          path: later.path,
          found: `${later.cidr} overlaps ${formatPath(earlier.path)} ${earlier.cidr}`,
          fix: "give each network its own range",
        },
      ];
    }),
  );
}

function publicRanges({ file }: Facts): readonly Finding[] {
  const allowedAt = (path: Path) => (formatPath(path) === "cloud.network.services" ? PRIVATE : [...PRIVATE, SHARED]);
  return (
    rangesOf(file)
      // some sites give their nodes public addresses.
      .filter(({ path }) => formatPath(path) !== "onPrem.network.nodes")
      .filter(({ path, cidr }) => !allowedAt(path).some((range) => within(cidr, range)))
      .map(({ path, cidr }) => ({
        path,
        found: `${cidr} is not a private range: it hides addresses of the internet`,
        fix: `take it from ${listed(allowedAt(path))}`,
      }))
  );
}

function publicAccess({ file }: Facts): readonly Finding[] {
  return (file.cloud?.kubernetes.publicAccessCidrs ?? []).flatMap((cidr, index): Finding[] => {
    const path = ["cloud", "kubernetes", "publicAccessCidrs", index];
    const fix = "list the addresses by which on-prem and the administrators reach the internet";
    if (prefixOf(cidr) === 0) return [{ path, found: `${cidr} opens the Kubernetes API to everybody`, fix }];
    if (prefixOf(cidr) < SHORTEST_CALLER_PREFIX)
      return [{ path, found: `${cidr} opens the Kubernetes API to a part of the internet`, fix }];
    if ([...PRIVATE, SHARED].some((range) => overlap(cidr, range)))
      return [{ path, found: `${cidr} is private: no caller from the internet has such an address`, fix }];
    return [];
  });
}

function prefixOf(cidr: string): number {
  return ipaddr.IPv4.parseCIDR(cidr)[1];
}

/** True where one of two ranges holds the other: ranges never overlap in part. */
function overlap(a: string, b: string): boolean {
  return within(a, b) || within(b, a);
}

function within(part: string, range: string): boolean {
  const [address, prefix] = ipaddr.IPv4.parseCIDR(range);
  const [partAddress, partPrefix] = ipaddr.IPv4.parseCIDR(part);
  return partPrefix >= prefix && partAddress.match(address, prefix);
}
