import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { commandLine, processesWith } from "./process-table";
import { SANDBOX_VARIABLE } from "./processes";

/** A listener that others than this machine can reach. */
export interface StrayListener {
  readonly pid: number;
  readonly commandLine: string;
  /** As the kernel writes it: address and port in hexadecimal. */
  readonly address: string;
}

/** Field values of `/proc/net/tcp`; see proc(5). */
const LISTEN = "0A";
/** 127.0.0.0/8 and ::1 (::ffff:127.0.0.0/8 too), in the byte order in which the kernel writes them on x86 and ARM. */
const LOOPBACK = /^([0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F):/;

/** Listeners of a sandbox's processes that are not on loopback: there must be none. */
export function strayListeners(folder: string): readonly StrayListener[] {
  const open = openListeners();
  return processesWith(SANDBOX_VARIABLE, folder).flatMap(({ pid }) =>
    socketsOf(pid).flatMap((inode) => {
      const address = open.get(inode);
      return address === undefined ? [] : [{ pid, commandLine: commandLine(pid), address }];
    }),
  );
}

/** Address by inode of every TCP listener of this machine that is not on loopback. */
function openListeners(): ReadonlyMap<string, string> {
  return new Map(["tcp", "tcp6"].flatMap((table) => listenersOf(readLines(`/proc/net/${table}`))));
}

/** Address by inode of the listeners in lines of `/proc/net/tcp` that are not on loopback. */
export function listenersOf(lines: readonly string[]): readonly (readonly [inode: string, address: string])[] {
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, address = "", , state, , , , , , inode = ""] = fields;
    return state === LISTEN && !LOOPBACK.test(address) ? [[inode, address] as const] : [];
  });
}

function socketsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    // it has ended meanwhile.
    return [];
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}
