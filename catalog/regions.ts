import type { SourceKey } from "./source";
import { parseTable } from "./table";

/** Name of an AWS partition: the second part of each of its ARNs. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov" | "aws-eusc";

/** An AWS region. Iso partitions and Local Zones are left out. */
export interface Region {
  /** Name, such as `eu-north-1`. */
  readonly name: string;
  /** Country of the site, ISO 3166-1 alpha-2. It says where the data lies, not whose law reaches the operator. */
  readonly jurisdiction: string;
  readonly partition: Partition;
  /** What its zone ids begin with, such as `eun1`. */
  readonly zonePrefix: string;
  /** Zone names, such as `eu-north-1a`. An account sees some of these; which zone a name means differs between accounts. */
  readonly zones: readonly string[];
  /** Zone ids, such as `eun1-az1`: the same zone in every account. Their order is not that of `zones`. */
  readonly zoneIds: readonly string[];
  /** Source of the row; the exceptions stand in `regions.ts`. */
  readonly source: SourceKey;
}

/**
 * Names, countries, partitions and zone ids are the source's. Exceptions:
 * - ap-east-1: the source says CN with the subdivision CN-HK; Hong Kong has its own ISO code and its own data law.
 * - Zone names: those that one account of the EC2 data saw. Not sourced, and added because other accounts see
 *   them: ap-northeast-1b and us-west-1c; and the names of the regions that the EC2 data lacks (GovCloud, China,
 *   the European Sovereign Cloud, ap-east-2, ap-southeast-6, ap-southeast-7, mx-central-1).
 */
const TABLE = `
  name            jurisdiction  partition   prefix    zones   ids
  af-south-1      ZA            aws         afs1      abc     123
  ap-east-1       HK            aws         ape1      abc     123
  ap-east-2       TW            aws         ape2      abc     123
  ap-northeast-1  JP            aws         apne1     abcd    1234
  ap-northeast-2  KR            aws         apne2     abcd    1234
  ap-northeast-3  JP            aws         apne3     abc     123
  ap-south-1      IN            aws         aps1      abc     123
  ap-south-2      IN            aws         aps2      abc     123
  ap-southeast-1  SG            aws         apse1     abc     123
  ap-southeast-2  AU            aws         apse2     abc     123
  ap-southeast-3  ID            aws         apse3     abc     123
  ap-southeast-4  AU            aws         apse4     abc     123
  ap-southeast-5  MY            aws         apse5     abc     123
  ap-southeast-6  NZ            aws         apse6     abc     123
  ap-southeast-7  TH            aws         apse7     abc     123
  ca-central-1    CA            aws         cac1      abd     124
  ca-west-1       CA            aws         caw1      abc     123
  eu-central-1    DE            aws         euc1      abc     123
  eu-central-2    CH            aws         euc2      abc     123
  eu-north-1      SE            aws         eun1      abc     123
  eu-south-1      IT            aws         eus1      abc     123
  eu-south-2      ES            aws         eus2      abc     123
  eu-west-1       IE            aws         euw1      abc     123
  eu-west-2       GB            aws         euw2      abc     123
  eu-west-3       FR            aws         euw3      abc     123
  il-central-1    IL            aws         ilc1      abc     123
  me-central-1    AE            aws         mec1      abc     123
  me-south-1      BH            aws         mes1      abc     123
  mx-central-1    MX            aws         mxc1      abc     123
  sa-east-1       BR            aws         sae1      abc     123
  us-east-1       US            aws         use1      abcdef  123456
  us-east-2       US            aws         use2      abc     123
  us-west-1       US            aws         usw1      abc     123
  us-west-2       US            aws         usw2      abcd    1234
  eusc-de-east-1  DE            aws-eusc    euscdee1  abc     123
  us-gov-east-1   US            aws-us-gov  usge1     abc     123
  us-gov-west-1   US            aws-us-gov  usgw1     abc     123
  cn-north-1      CN            aws-cn      cnn1      abd     124
  cn-northwest-1  CN            aws-cn      cnnw1     abc     123
`;

/** The built-in regions. */
export const REGIONS: readonly Region[] = parseTable(TABLE, [
  "name",
  "jurisdiction",
  "partition",
  "prefix",
  "zones",
  "ids",
] as const).map(({ name, jurisdiction, partition, prefix, zones, ids }) => ({
  name,
  jurisdiction,
  partition: partition as Partition,
  zonePrefix: prefix,
  zones: [...zones].map((letter) => `${name}${letter}`),
  zoneIds: [...ids].map((digit) => `${prefix}-az${digit}`),
  source: "aws-regions",
}));

/**
 * Member states of the European Union, ISO 3166-1 alpha-2: what `EU` means in a residency.
 *
 * Source: https://european-union.europa.eu/principles-countries-history/eu-countries_en (27 since 2020-02-01;
 * Greece is GR in ISO 3166, EL only in EU publications).
 */
export const EU_MEMBERS: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);

/**
 * Officially assigned country codes, ISO 3166-1 alpha-2.
 *
 * Source: the IANA time zone database's iso3166.tab, which follows the ISO list.
 */
export const ISO_COUNTRIES: ReadonlySet<string> = new Set(
  `
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
  `
    .trim()
    .split(/\s+/),
);
