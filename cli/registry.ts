/** Thrown when a registry does not tell an image's digest. */
export class NoDigest extends Error {
  constructor(image: string, reason: string) {
    super(`${image}: ${reason}`);
    this.name = "NoDigest";
  }
}

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Docker Hub answers under another name than its images carry. */
const API_HOSTS: Readonly<Record<string, string>> = { "docker.io": "registry-1.docker.io" };

/**
 * The digest that a registry has for a tag now, asked by the OCI distribution protocol, anonymously.
 *
 * @throws NoDigest where the registry does not answer, or has no such tag
 */
export async function digestOf(image: { readonly repository: string; readonly tag: string }): Promise<string> {
  const name = `${image.repository}:${image.tag}`;
  const [host = "", ...rest] = image.repository.split("/");
  const scheme = host.startsWith("127.0.0.1:") ? "http" : "https";
  const url = `${scheme}://${API_HOSTS[host] ?? host}/v2/${rest.join("/")}/manifests/${image.tag}`;
  try {
    const first = await head(url);
    const answer =
      first.status === 401 ? await head(url, await anonymousToken(first.headers.get("www-authenticate"))) : first;
    const digest = answer.headers.get("docker-content-digest") ?? "";
    if (!answer.ok) throw new NoDigest(name, `the registry answers ${answer.status}`);
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new NoDigest(name, "the registry names no sha256 digest");
    return digest;
  } catch (error) {
    if (error instanceof NoDigest) throw error;
    const cause = (error as { cause?: { code?: string } }).cause?.code;
    throw new NoDigest(name, `the registry cannot be reached${cause ? ` (${cause})` : ""}`);
  }
}

function head(url: string, token?: string): Promise<Response> {
  return fetch(url, {
    method: "HEAD",
    headers: { accept: MANIFEST_TYPES, ...(token && { authorization: `Bearer ${token}` }) },
    signal: AbortSignal.timeout(20_000),
  });
}

/** A token for reading, from the place that the registry's challenge names. */
async function anonymousToken(challenge: string | null): Promise<string | undefined> {
  const fields = new Map(
    [...(challenge ?? "").matchAll(/(\w+)="([^"]*)"/g)].map((match) => [match[1], match[2] ?? ""]),
  );
  const realm = fields.get("realm");
  if (!realm) return undefined;
  const url = new URL(realm);
  for (const field of ["service", "scope"]) {
    const value = fields.get(field);
    if (value) url.searchParams.set(field, value);
  }
  const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string };
  return token ?? access_token;
}
