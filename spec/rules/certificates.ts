import { X509Certificate } from "node:crypto";
import type { Facts, Finding, Rule } from "../rule";
import { joins } from "./joins";

const PATH = ["onPrem", "certificateAuthority"];
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The site's CA, by which the cloud knows what comes from on-prem. */
export const CERTIFICATE_RULES: readonly Rule[] = [
  {
    id: "certificate-needed",
    severity: "error",
    needs: ["onPrem.certificateAuthority", "cloud", "teams", "datasets", "runs", "models", "deployments"],
    check: (facts) => {
      const [need] = facts.file.onPrem?.certificateAuthority === undefined ? joins(facts) : [];
      if (!need) return [];
      return [
        {
          path: ["onPrem"],
          found: `has no certificateAuthority, and ${need.words}`,
          fix: "add certificateAuthority: the public certificate of the site's CA",
        },
      ];
    },
  },
  {
    id: "certificate-file",
    severity: "error",
    needs: [],
    check: ({ file, readFile }) => {
      const path = file.onPrem?.certificateAuthority;
      if (path === undefined || readFile(path) !== undefined) return [];
      return [{ path: PATH, found: `${path} cannot be read`, fix: "write a path relative to the platform file" }];
    },
  },
  { id: "certificate-content", severity: "error", needs: [], check: content },
];

function content({ file, readFile, now }: Facts): readonly Finding[] {
  const path = file.onPrem?.certificateAuthority;
  const text = path === undefined ? undefined : readFile(path);
  if (text === undefined) return [];
  const finding = (what: string, fix: string): Finding[] => [{ path: PATH, found: `${path} ${what}`, fix }];
  if (text.includes("PRIVATE KEY"))
    return finding("holds a private key", "keep the certificate alone, and make a new key: this one is in Git");
  const certificates = (text.match(CERTIFICATE) ?? []).map(parsed);
  if (certificates.length === 0) return finding("holds no certificate", "write the certificate in PEM");
  return certificates.flatMap((certificate) => {
    if (!certificate) return finding("holds a certificate that cannot be read", "write the certificate in PEM");
    const subject = certificate.subject.replaceAll("\n", ", ");
    if (!certificate.ca) return finding(`is no CA's certificate (${subject})`, "name the CA's, not a server's");
    if (Date.parse(certificate.validTo) <= now.getTime())
      return finding(`has ended on ${certificate.validTo} (${subject})`, "renew the CA");
    return [];
  });
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
