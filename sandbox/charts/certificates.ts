import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  type Der,
  integer,
  objectId,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from "./der";

/** What somebody shows, and what others need to believe it. */
export interface Identity {
  /** The authority's certificate: who trusts it believes this one identity and nobody else. */
  readonly authorityPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

const OID = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  subjectAltName: "2.5.29.17",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
  clientAuthentication: "1.3.6.1.5.5.7.3.2",
} as const;

const ALGORITHM = sequence(objectId(OID.ecdsaWithSha256));
/** Bits of the key usage, with how many at the end are unused; RFC 5280, 4.2.1.3. */
const SIGNS_CERTIFICATES = bitString(Uint8Array.of(0b0000_0100), 2);
const SIGNS_DATA = bitString(Uint8Array.of(0b1000_0000), 7);
/** In a list of names: one of a host; RFC 5280, 4.2.1.6. */
const DNS_NAME = 2;
const VERSION_3 = context(0, integer(Uint8Array.of(2)));
const DAY_MS = 24 * 60 * 60 * 1000;
/** Longer than a sandbox stays up. */
const VALID_DAYS = 90;
const ISSUER = name("hybrid-gpu-platform sandbox");

/** Who signs certificates, as long as its key is kept. */
export interface Authority {
  /** What its clients must trust. */
  readonly authorityPem: string;
  readonly keyPem: string;
}

/** An authority for names that are not known yet. Who reads its key can make a certificate for any name. */
export function certificateAuthority(now = new Date()): Authority {
  const { publicKey, privateKey } = newKey();
  const authorityPem = certificate(ISSUER, publicKey, privateKey, now, [
    extension(OID.basicConstraints, true, sequence(boolean(true))),
    extension(OID.keyUsage, true, SIGNS_CERTIFICATES),
  ]);
  return { authorityPem, keyPem: pkcs8(privateKey) };
}

/** An identity for some hosts, signed by a given authority or else by one of its own. */
export function serverIdentity(hosts: readonly string[], now = new Date(), authority?: Authority): Identity {
  const names = sequence(...hosts.map((host) => contextPrimitive(DNS_NAME, Buffer.from(host))));
  const extensions = [usage(OID.serverAuthentication), extension(OID.subjectAltName, false, names)];
  return identity("this machine", extensions, now, authority);
}

/** An identity for a client of some name. */
export function clientIdentity(commonName: string, now = new Date()): Identity {
  return identity(commonName, [usage(OID.clientAuthentication)], now);
}

/**
 * An identity that is signed by an authority, by default of its own. The key of that is gone when this returns: nobody can make another certificate
 * that its trust would cover.
 */
function identity(
  commonName: string,
  extensions: readonly Der[],
  now: Date,
  { authorityPem, keyPem } = certificateAuthority(now),
): Identity {
  const { publicKey, privateKey } = newKey();
  const all = [extension(OID.keyUsage, true, SIGNS_DATA), ...extensions];
  return {
    authorityPem,
    certificatePem: certificate(name(commonName), publicKey, createPrivateKey(keyPem), now, all),
    keyPem: pkcs8(privateKey),
  };
}

function certificate(subject: Der, key: KeyObject, signer: KeyObject, now: Date, extensions: readonly Der[]): string {
  const validity = sequence(
    time(new Date(now.getTime() - DAY_MS)),
    time(new Date(now.getTime() + VALID_DAYS * DAY_MS)),
  );
  const parts = [
    VERSION_3,
    serial(),
    ALGORITHM,
    ISSUER,
    validity,
    subject,
    key.export({ type: "spki", format: "der" }),
  ];
  const content = sequence(...parts, context(3, sequence(...extensions)));
  return pem(sequence(content, ALGORITHM, bitString(sign("sha256", content, signer))));
}

function newKey() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function usage(purpose: string): Der {
  return extension(OID.extendedKeyUsage, false, sequence(objectId(purpose)));
}

function name(commonName: string): Der {
  return sequence(set(sequence(objectId(OID.commonName), utf8String(commonName))));
}

function serial(): Der {
  return integer(randomBytes(16));
}

function extension(id: string, critical: boolean, value: Der): Der {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function pem(der: Der): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
