import ipaddr from "ipaddr.js";
import { alarmRecipients } from "../alarm-recipients";
import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { CloudFile } from "../schema/platform-file";
import { joins } from "./joins";
import { quoted } from "./wording";

/**
 * Numbers that no network of its own can have.
 *
 * @see https://www.iana.org/assignments/as-numbers (23456: RFC 6793, 65535: RFC 7300); 7224 is Amazon's, on Direct Connect.
 */
const KEPT_ASNS: ReadonlyMap<number, string> = new Map([
  [7224, "is Amazon's own"],
  [23456, "stands for numbers of four bytes (RFC 6793)"],
  [65535, "is reserved (RFC 7300)"],
]);

/** Addresses that no peer on the internet has. Those for documentation are let pass: they stand in examples. */
const UNREACHABLE = ["private", "carrierGradeNat", "loopback", "linkLocal", "multicast", "broadcast", "unspecified"];

/** How the sides reach each other. */
export const LINK_RULES: readonly Rule[] = [
  {
    id: "vpn-peer-address",
    severity: "error",
    needs: [],
    check: ({ file }) => peersOf(file.cloud).flatMap(peerAddress),
  },
  {
    id: "vpn-one-peer",
    severity: "warning",
    needs: ["cloud.link"],
    check: ({ file }) =>
      peersOf(file.cloud).length === 1
        ? [
            {
              path: ["cloud", "link", "vpn", "peers"],
              found: "names one device: while it is away, so is the link",
              fix: "add a second one",
            },
          ]
        : [],
  },
  { id: "bgp-asn", severity: "error", needs: [], check: ({ file }) => asnsOf(file.cloud).flatMap(reservedAsn) },
  {
    id: "api-unreachable",
    severity: "error",
    needs: ["onPrem", "cloud", "teams", "datasets", "runs", "models", "deployments"],
    check: apiUnreachable,
  },
  {
    id: "alarms-unread",
    severity: "warning",
    needs: ["owner", "cloud.link", "cloud.budget"],
    check: ({ file: { owner, cloud } }) =>
      cloud && cloud.link !== "none" && alarmRecipients(owner, cloud.budget?.emails).length === 0
        ? [
            {
              path: ["owner"],
              found: `${quoted(owner)} is no e-mail address, and no cloud.budget names any: the link's alarms reach nobody`,
              fix: "write name@domain, or add cloud.budget with emails",
            },
          ]
        : [],
  },
  {
    id: "link-without-side",
    severity: "warning",
    needs: ["onPrem"],
    check: ({ file }) =>
      file.cloud && file.cloud.link !== "none" && !file.onPrem
        ? [
            {
              path: ["cloud", "link"],
              found: "leads to on-prem, and the file has no onPrem",
              fix: "remove it, or add onPrem",
            },
          ]
        : [],
  },
];

function peersOf(cloud: CloudFile | undefined) {
  return cloud && cloud.link !== "none" && "vpn" in cloud.link ? cloud.link.vpn.peers : [];
}

function peerAddress({ ip }: { readonly ip: string }, index: number): readonly Finding[] {
  if (!UNREACHABLE.includes(ipaddr.IPv4.parse(ip).range())) return [];
  return [
    {
      path: ["cloud", "link", "vpn", "peers", index, "ip"],
      found: `${ip} is not an address of the internet`,
      fix: "write the public address of the device, or of what translates it",
    },
  ];
}

function asnsOf(cloud: CloudFile | undefined): readonly { readonly asn: number; readonly path: Path }[] {
  const link = cloud?.link ?? "none";
  if (link !== "none" && "directConnect" in link)
    return [{ asn: link.directConnect.asn, path: ["cloud", "link", "directConnect", "asn"] }];
  return peersOf(cloud).map(({ asn }, index) => ({ asn, path: ["cloud", "link", "vpn", "peers", index, "asn"] }));
}

function reservedAsn({ asn, path }: { readonly asn: number; readonly path: Path }): readonly Finding[] {
  const why = KEPT_ASNS.get(asn);
  return why === undefined
    ? []
    : [{ path, found: `${asn} ${why}`, fix: "use your own number, or a private one (64512 to 65534)" }];
}

/** Without a link the sides meet at the public endpoint of the cloud's API, which is closed until it is opened for on-prem. */
function apiUnreachable(facts: Facts): readonly Finding[] {
  const { onPrem, cloud } = facts.file;
  if (!onPrem || !cloud || cloud.link !== "none" || cloud.kubernetes.publicAccessCidrs.length > 0) return [];
  const [need] = joins(facts);
  if (!need) return [];
  return [
    {
      path: ["cloud", "kubernetes", "publicAccessCidrs"],
      found: `is empty and cloud.link is none, and ${need.words}: on-prem does not reach the cloud's API`,
      fix: "list the addresses by which on-prem reaches the internet, or add a link",
    },
  ];
}
