import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  { title: "an owner with an address", fragment: "owner: ml-platform@acme.example", found: [] },
  {
    title: "an owner without, and no link",
    fragment: "{ owner: ML platform, cloud: { link: ~, kubernetes: { publicAccessCidrs: [198.51.100.0/28] } } }",
    found: [],
  },
  {
    title: "an owner without, and a link",
    fragment: "owner: https://chat.acme.example/ml",
    found: [
      'warning alarms-unread: owner "https://chat.acme.example/ml" is no e-mail address, and no cloud.budget names any: the link\'s alarms reach nobody; write name@domain, or add cloud.budget with emails',
    ],
  },
  {
    title: "a network without a link, and no one who may come",
    fragment: `
      cloud: { link: none }
      teams: [{ name: vision, burst: ~ }]
      runs: [{ name: road-detector, produces: ~ }]
      deployments: [{ name: road-fra1, model: scan-segmenter, version: "1" }]
    `,
    found: [],
  },
  {
    title: "numbers at the edges of what is reserved",
    fragment: `cloud: { link: { vpn: { peers: [{ ip: 198.51.100.7, asn: 65534 }, { ip: 198.51.100.8, asn: 65536 }] } } }`,
    found: [],
  },
  {
    title: "numbers that are reserved",
    fragment: `cloud: { link: { vpn: { peers: [{ ip: 198.51.100.7, asn: 23456 }, { ip: 198.51.100.8, asn: 7224 }] } } }`,
    found: [
      "error bgp-asn: cloud.link.vpn.peers[0].asn 23456 stands for numbers of four bytes (RFC 6793); use your own number, or a private one (64512 to 65534)",
      "error bgp-asn: cloud.link.vpn.peers[1].asn 7224 is Amazon's own; use your own number, or a private one (64512 to 65534)",
    ],
  },
  {
    title: "the number of a Direct Connect",
    fragment: `cloud: { link: { vpn: ~, directConnect: { connectionId: dxcon-0123abcd, vlan: 2, asn: 65535, mbps: 10000 } } }`,
    found: [
      "error bgp-asn: cloud.link.directConnect.asn 65535 is reserved (RFC 7300); use your own number, or a private one (64512 to 65534)",
    ],
  },
  {
    title: "peers with one number",
    fragment: `cloud: { link: { vpn: { peers: [{ ip: 203.0.113.1, asn: 64512 }, { ip: 203.0.113.2, asn: 64512 }] } } }`,
    found: [],
  },
  {
    title: "addresses that nobody on the internet has",
    fragment: `cloud: { link: { vpn: { peers: [{ ip: 100.64.0.1, asn: 65010 }, { ip: 172.31.255.255, asn: 65010 }] } } }`,
    found: [
      "error vpn-peer-address: cloud.link.vpn.peers[0].ip 100.64.0.1 is not an address of the internet; write the public address of the device, or of what translates it",
      "error vpn-peer-address: cloud.link.vpn.peers[1].ip 172.31.255.255 is not an address of the internet; write the public address of the device, or of what translates it",
    ],
  },
  {
    title: "addresses just outside",
    fragment: `cloud: { link: { vpn: { peers: [{ ip: 100.128.0.1, asn: 65010 }, { ip: 172.32.0.0, asn: 65010 }] } } }`,
    found: [],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
