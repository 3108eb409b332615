import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  /** The day on which the file is loaded. */
  readonly now?: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "a certificate that is no CA's",
    fragment: `onPrem: { certificateAuthority: pki/server.pem }`,
    found: [
      "error certificate-content: onPrem.certificateAuthority pki/server.pem is no CA's certificate (O=Acme Example, CN=s3.fra1.acme.example); name the CA's, not a server's",
    ],
  },
  {
    title: "an empty file",
    fragment: `onPrem: { certificateAuthority: pki/empty.pem }`,
    found: [
      "error certificate-content: onPrem.certificateAuthority pki/empty.pem holds no certificate; write the certificate in PEM",
    ],
  },
  {
    title: "a certificate that cannot be read",
    fragment: `onPrem: { certificateAuthority: pki/garbage.pem }`,
    found: [
      "error certificate-content: onPrem.certificateAuthority pki/garbage.pem holds a certificate that cannot be read; write the certificate in PEM",
    ],
  },
  {
    title: "a CA on its last day",
    fragment: `{}`,
    now: "2046-11-18",
    found: [
      "error kubernetes-ended: cloud.kubernetes.version 1.35 has ended on EKS on 2028-03-27: AWS upgrades such clusters by itself; use a newer version",
    ],
  },
  {
    title: "a CA that has ended",
    fragment: `{}`,
    now: "2046-11-20",
    found: [
      "error certificate-content: onPrem.certificateAuthority pki/ca.pem has ended on Nov 19 11:51:08 2046 GMT (O=Acme Example, CN=Acme fra1 Root CA); renew the CA",
      "error kubernetes-ended: cloud.kubernetes.version 1.35 has ended on EKS on 2028-03-27: AWS upgrades such clusters by itself; use a newer version",
    ],
  },
  {
    title: "copies of a dataset alone need the certificate",
    fragment: `
      onPrem: { certificateAuthority: ~ }
      teams: [{ name: vision, burst: ~ }]
      datasets: [{ name: road-scenes, cachedOn: [onPrem] }]
    `,
    found: [
      "error certificate-needed: onPrem has no certificateAuthority, and datasets[0].cachedOn copies data between the sides; add certificateAuthority: the public certificate of the site's CA",
    ],
  },
  {
    title: "a CPU pool in the cloud takes runs of all teams",
    fragment: `
      onPrem: { certificateAuthority: ~ }
      cloud: { pools: [{ name: prep, instanceType: m7i.4xlarge, zone: eu-north-1a, maxNodes: 1 }] }
      teams: [{ name: vision, burst: ~ }]
    `,
    found: [
      "error certificate-needed: onPrem has no certificateAuthority, and cloud.pools[1] takes every team's runs without GPU; add certificateAuthority: the public certificate of the site's CA",
    ],
  },
  {
    title: "a run whose side is the cloud needs the certificate",
    fragment: `
      onPrem: { certificateAuthority: ~ }
      teams: [{ name: vision, burst: { h100: 0 } }]
      runs: [{ name: road-detector, side: cloud }]
    `,
    found: [
      "error certificate-needed: onPrem has no certificateAuthority, and runs[0].side sends the run to the cloud; add certificateAuthority: the public certificate of the site's CA",
    ],
  },
  {
    title: "a model that is served where its data is not needs the certificate",
    fragment: `
      onPrem: { certificateAuthority: ~ }
      teams: [{ name: vision, burst: ~ }]
      runs: [{ name: road-detector, produces: ~ }]
    `,
    found: [
      "error certificate-needed: onPrem has no certificateAuthority, and deployments[0].side copies the model between the sides; add certificateAuthority: the public certificate of the site's CA",
    ],
  },
  {
    title: "sides that share nothing need no certificate",
    fragment: `
      onPrem: { certificateAuthority: ~ }
      teams: [{ name: vision, burst: ~ }]
    `,
    found: [],
  },
];

test.each(CASES)("$title", ({ fragment, now, found }) => {
  expect(sentences(fragment, now === undefined ? undefined : new Date(`${now}T00:00:00Z`))).toEqual(found);
});
