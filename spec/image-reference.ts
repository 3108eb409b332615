/** Digests by image and tag, such as `docker.io/rclone/rclone:1.75.1` → `sha256:…`: what `locks/images.json` holds. */
export type ImageLocks = Readonly<Record<string, string>>;

/** Where images come from. */
export interface ImageOrigin {
  /** Digests that the team has locked. An image that is missing keeps its tag alone. */
  readonly locks: ImageLocks;
  /**
   * Registry that mirrors all others: `<mirror>/<registry>/<repository>`.
   *
   * @default - each image's own registry
   */
  readonly mirror?: string;
}

/** The reference of an image of the catalog: from the mirror where there is one, by digest where it is locked. */
export function imageReference(
  image: { readonly repository: string; readonly tag: string },
  { locks, mirror }: ImageOrigin,
): string {
  const tagged = `${image.repository}:${image.tag}`;
  // a key such as "constructor" is none of the lock file's own.
  const digest = Object.hasOwn(locks, tagged) ? locks[tagged] : undefined;
  const repository = mirror === undefined ? image.repository : `${mirror}/${image.repository}`;
  return `${repository}:${image.tag}${digest === undefined ? "" : `@${digest}`}`;
}

/** The references of an image of the catalog until it is locked: from its own registry, and from the mirror where there is one. */
export function unlockedReferences(
  image: { readonly repository: string; readonly tag: string },
  mirror: string | undefined,
): readonly string[] {
  const own = imageReference(image, { locks: {} });
  return mirror === undefined ? [own] : [own, imageReference(image, { locks: {}, mirror })];
}

/** Whether a reference says exactly which bytes run. */
export function isPinned(reference: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(reference);
}
