import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning, type ProcessIdentity, processIdentity } from "./process-table";

/** Consecutive ports of one sandbox. */
export interface PortBlock {
  readonly first: number;
  readonly size: number;
}

/** What a claim says of the one who made it. */
interface Claim {
  readonly folder: string;
  readonly by: ProcessIdentity | undefined;
}

/** Options of {@link claimPorts}. */
export interface ClaimOptions {
  /** The sandbox that the ports are for. */
  readonly folder: string;
  /** Tells whether a sandbox still has a block: a claim that nobody holds any more is free. */
  readonly isHeld: (folder: string, block: PortBlock) => boolean;
  /**
   * Folder of the claims; the same for all sandboxes of this machine.
   *
   * @default - one in the temporary folder
   */
  readonly claims?: string;
}

const MACHINE_TEMP = "/tmp";
const BLOCK_SIZE = 300;
/** Ports at the start of a block that go by name. */
const NAMED = 60;
/** Ports after those, for the processes behind pods of one cluster. */
const PER_CLUSTER = 60;
const LOWEST = 20_000;
/** Where Linux starts to hand out ports to whoever connects, unless it is told otherwise. */
const USUAL_EPHEMERAL = 32_768;

/** Claims a block of ports below the ephemeral range, in which no other sandbox of this machine takes one. */
export function claimPorts({ folder, isHeld, claims = claimsFolder() }: ClaimOptions): PortBlock {
  // each user writes their own claims there, and removes no other's, as in the temporary folder itself.
  if (mkdirSync(claims, { recursive: true }) !== undefined) chmodSync(claims, 0o1777);
  const end = Math.min(firstEphemeralPort(), USUAL_EPHEMERAL);
  for (let first = LOWEST; first + BLOCK_SIZE <= end; first += BLOCK_SIZE) {
    const block = { first, size: BLOCK_SIZE };
    const file = join(claims, String(first));
    if (isClaimed(file, block, isHeld)) continue;
    if (wroteFirst(file, { folder, by: processIdentity(process.pid) })) return block;
  }
  throw new Error(
    `every block of ports from ${LOWEST} to ${end} is claimed (${claims}); end a sandbox that is not needed`,
  );
}

/** Gives back what a sandbox claimed. */
export function releasePorts(folder: string, claims = claimsFolder()): void {
  for (const name of readableFolder(claims)) {
    const file = join(claims, name);
    if (readClaim(file)?.folder === folder) rmSync(file, { force: true });
  }
  try {
    rmdirSync(claims);
  } catch {
    // other sandboxes have claims in it.
  }
}

/** The part of a block whose ports go by name. */
export function namedPart({ first }: PortBlock): PortBlock {
  return { first, size: NAMED };
}

/** The ports for processes behind pods of the nth cluster of a sandbox, from 0. */
export function podPorts({ first, size }: PortBlock, nth: number): readonly number[] {
  const start = first + NAMED + nth * PER_CLUSTER;
  if (start + PER_CLUSTER > first + size) throw new Error(`a sandbox has ports for ${nth} clusters, not for more`);
  return Array.from({ length: PER_CLUSTER }, (_, index) => start + index);
}

/** The first ports of a block that nobody listens on and that are not taken yet. */
export async function freePorts(
  block: PortBlock,
  count: number,
  taken: ReadonlySet<number>,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (let port = block.first; port < block.first + block.size && found.length < count; port += 1) {
    if (!taken.has(port) && (await isFree(port))) found.push(port);
  }
  if (found.length < count) {
    throw new Error(
      `${count} free ports are needed from ${block.first} to ${block.first + block.size - 1}, found ${found.length}`,
    );
  }
  return found;
}

/** True where this process could listen on 127.0.0.1 at a port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** True where somebody accepts connections on 127.0.0.1 at a port. Unlike {@link isFree} it is never in anybody's way. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => done(true)).once("error", () => done(false));
  });
}

/** The same whatever TMPDIR says: ports are the machine's. */
function claimsFolder(): string {
  return join(existsSync(MACHINE_TEMP) ? MACHINE_TEMP : tmpdir(), "hybrid-gpu-platform-ports");
}

/** True where somebody holds the block; a claim of this user that nobody holds any more is removed. */
function isClaimed(file: string, block: PortBlock, isHeld: ClaimOptions["isHeld"]): boolean {
  const owner = statSync(file, { throwIfNoEntry: false })?.uid;
  if (owner === undefined) return false;
  const claim = owner === process.getuid?.() ? readClaim(file) : undefined;
  // another user's sandbox cannot be looked into.
  if (!claim) return true;
  // whoever is about to write its status has not done so yet.
  if (isHeld(claim.folder, block) || (claim.by && isRunning(claim.by))) return true;
  rmSync(file, { force: true });
  return false;
}

function wroteFirst(file: string, claim: Claim): boolean {
  try {
    writeFileSync(file, JSON.stringify(claim), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readClaim(file: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Claim;
  } catch {
    return undefined;
  }
}

function readableFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function firstEphemeralPort(): number {
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/)[0]);
  } catch {
    return USUAL_EPHEMERAL;
  }
}
