import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "a VPC of /15",
    fragment: `cloud: { network: { vpc: 10.60.0.0/15 } }`,
    found: ["error vpc-size: cloud.network.vpc 10.60.0.0/15 is a /15; use a range of /16 to /22"],
  },
  {
    title: "a VPC of /16",
    fragment: `cloud: { network: { vpc: 10.60.0.0/16 } }`,
    found: [],
  },
  {
    title: "a VPC of /22",
    fragment: `
      cloud: { network: { vpc: 10.60.0.0/22 }, pools: [{ name: h100, maxNodes: 1 }] }
      teams: [{ name: vision, burst: { h100: 8 } }]
    `,
    found: [],
  },
  {
    title: "a VPC of /23",
    fragment: `cloud: { network: { vpc: 10.60.0.0/23 } }`,
    found: ["error vpc-size: cloud.network.vpc 10.60.0.0/23 is a /23; use a range of /16 to /22"],
  },
  {
    title: "services of /11",
    fragment: `cloud: { network: { services: 10.128.0.0/11 } }`,
    found: [
      "error services-size: cloud.network.services 10.128.0.0/11 is a /11; use a range of /12 to /24: EKS takes no other",
    ],
  },
  {
    title: "services of /12",
    fragment: `cloud: { network: { services: 10.128.0.0/12 } }`,
    found: [],
  },
  {
    title: "services of /24",
    fragment: `cloud: { network: { services: 172.20.0.0/24 } }`,
    found: [],
  },
  {
    title: "services of /25",
    fragment: `cloud: { network: { services: 172.20.0.0/25 } }`,
    found: [
      "error services-size: cloud.network.services 172.20.0.0/25 is a /25; use a range of /12 to /24: EKS takes no other",
    ],
  },
  {
    title: "ranges that hold each other, in the later place",
    fragment: `onPrem: { network: { pods: 10.60.128.0/17, services: 172.20.5.0/24 } }`,
    found: [
      "error cidr-overlap: cloud.network.vpc 10.60.0.0/16 overlaps onPrem.network.pods 10.60.128.0/17; give each network its own range",
      "error cidr-overlap: cloud.network.services 172.20.0.0/16 overlaps onPrem.network.services 172.20.5.0/24; give each network its own range",
    ],
  },
  {
    title: "a default that overlaps what is written",
    fragment: `
      onPrem: { network: { services: 172.20.0.0/16 } }
      cloud: { network: { services: ~ } }
    `,
    found: [
      "error cidr-overlap: onPrem.network.services 172.20.0.0/16 overlaps cloud.network.services 172.20.0.0/16; give each network its own range",
    ],
  },
  {
    title: "neighbours",
    fragment: `onPrem: { network: { nodes: 10.59.0.0/16, pods: 10.61.0.0/16 } }`,
    found: [],
  },
  {
    title: "public ranges",
    fragment: `
      onPrem: { network: { nodes: 192.0.2.0/24, pods: 172.32.0.0/16, services: 192.169.0.0/16 } }
      cloud: { network: { vpc: 100.128.0.0/16, services: 100.64.0.0/16 } }
    `,
    found: [
      "error public-range: onPrem.network.pods 172.32.0.0/16 is not a private range: it hides addresses of the internet; take it from 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10",
      "error public-range: onPrem.network.services 192.169.0.0/16 is not a private range: it hides addresses of the internet; take it from 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10",
      "error public-range: cloud.network.vpc 100.128.0.0/16 is not a private range: it hides addresses of the internet; take it from 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10",
      "error public-range: cloud.network.services 100.64.0.0/16 is not a private range: it hides addresses of the internet; take it from 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16",
    ],
  },
  {
    title: "the ends of private ranges",
    fragment: `
      onPrem: { network: { pods: 172.31.0.0/16, services: 192.168.255.0/24 } }
      cloud: { network: { vpc: 100.127.0.0/16 } }
    `,
    found: [],
  },
  {
    title: "networks beside and on Docker's bridge",
    fragment: `cloud: { network: { services: 172.16.0.0/15 } }`,
    found: [
      "warning docker-range: cloud.network.services 172.16.0.0/15 overlaps Docker's default bridge 172.17.0.0/16; use another range: nodes with Docker do not reach this one",
    ],
  },
  {
    title: "callers from everywhere, from parts of it, and from no one's addresses",
    fragment: `cloud: { kubernetes: { publicAccessCidrs: [0.0.0.0/0, 128.0.0.0/1, 198.0.0.0/7, 10.0.0.0/8, 198.0.0.0/8, 198.51.100.7/32] } }`,
    found: [
      "error public-access: cloud.kubernetes.publicAccessCidrs[0] 0.0.0.0/0 opens the Kubernetes API to everybody; list the addresses by which on-prem and the administrators reach the internet",
      "error public-access: cloud.kubernetes.publicAccessCidrs[1] 128.0.0.0/1 opens the Kubernetes API to a part of the internet; list the addresses by which on-prem and the administrators reach the internet",
      "error public-access: cloud.kubernetes.publicAccessCidrs[2] 198.0.0.0/7 opens the Kubernetes API to a part of the internet; list the addresses by which on-prem and the administrators reach the internet",
      "error public-access: cloud.kubernetes.publicAccessCidrs[3] 10.0.0.0/8 is private: no caller from the internet has such an address; list the addresses by which on-prem and the administrators reach the internet",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
