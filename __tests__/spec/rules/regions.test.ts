import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "a region that is no region, and zones that wait for it",
    fragment: `cloud: { region: us-east-9 }`,
    found: ['error unknown-region: cloud.region "us-east-9" is not a region of AWS; did you mean "us-east-1"?'],
  },
  {
    title: "a zone that is another region's",
    fragment: `cloud: { zones: [eu-north-1a, us-east-1b], pools: [{ name: h100, zone: eu-north-1d }], storage: { expressZone: use1-az1, lustre: { zone: eu-west-1a, capacityGiB: 4800, mbpsPerTiB: 1000 } } }`,
    found: [
      'error unknown-zone: cloud.zones[1] "us-east-1b" is not a zone of eu-north-1; use one of eu-north-1a, eu-north-1b, eu-north-1c',
      'error unknown-zone: cloud.pools[0].zone "eu-north-1d" is not a zone of eu-north-1; use one of eu-north-1a, eu-north-1b, eu-north-1c',
      'error unknown-zone: cloud.storage.expressZone "use1-az1" is not a zone id of eu-north-1; use one of eun1-az1, eun1-az2, eun1-az3',
      'error unknown-zone: cloud.storage.lustre.zone "eu-west-1a" is not a zone of eu-north-1; use one of eu-north-1a, eu-north-1b, eu-north-1c',
    ],
  },
  {
    title: "one zone",
    fragment: `cloud: { zones: [eu-north-1b] }`,
    found: [
      "error control-plane-zones: cloud.zones has 1 zone: EKS puts its control plane in at least 2; add a zone of the region",
    ],
  },
  {
    title: "one zone twice",
    fragment: `cloud: { zones: [eu-north-1b, eu-north-1b] }`,
    found: [
      "error control-plane-zones: cloud.zones has 1 zone: EKS puts its control plane in at least 2; add a zone of the region",
      'error duplicate-item: cloud.zones[1] "eu-north-1b" is listed twice; remove one of them',
    ],
  },
  {
    title: "a site in no country",
    fragment: `onPrem: { jurisdiction: EU }`,
    found: [
      'error unknown-country: onPrem.jurisdiction "EU" is not a country; write its ISO 3166-1 code of two letters, such as DE',
    ],
  },
  {
    title: "countries in lower case, of Greece, and of nowhere",
    fragment: `datasets: [{ name: patient-scans, residency: [de, EL, XX, DE] }]`,
    found: [
      'error unknown-country: datasets[1].residency[0] "de" is not a country, nor EU; did you mean "DE"?',
      'error unknown-country: datasets[1].residency[1] "EL" is not a country, nor EU; did you mean "GR"?',
      'error unknown-country: datasets[1].residency[2] "XX" is not a country, nor EU; write its ISO 3166-1 code of two letters, such as DE',
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
