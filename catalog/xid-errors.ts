import type { SourceKey } from "./source";

/** A fault that NVIDIA's driver reports by number, and that someone must hear of. */
export interface XidError {
  readonly xid: number;
  /** What happened, as the middle of a sentence. */
  readonly what: string;
  /** `critical` where work on the GPU is lost or wrong, `warning` where the GPU goes on and wears. */
  readonly severity: "critical" | "warning";
  readonly source: SourceKey;
}

/** Faults of the hardware and of the firmware. Those that a program brings on itself (13, 31, 43) are not among them. */
export const XID_ERRORS: readonly XidError[] = [
  { xid: 48, what: "double-bit ECC error", severity: "critical", source: "xid-catalog" },
  { xid: 63, what: "a row or page of memory is marked to be replaced", severity: "warning", source: "xid-catalog" },
  { xid: 64, what: "a row or page of memory could not be replaced", severity: "critical", source: "xid-catalog" },
  { xid: 74, what: "NVLink error", severity: "critical", source: "xid-catalog" },
  { xid: 79, what: "the GPU has fallen off the bus", severity: "critical", source: "xid-catalog" },
  { xid: 92, what: "many single-bit ECC errors", severity: "warning", source: "xid-catalog" },
  { xid: 94, what: "contained memory error: one program was stopped", severity: "warning", source: "xid-catalog" },
  { xid: 95, what: "uncontained memory error", severity: "critical", source: "xid-catalog" },
  { xid: 119, what: "the GPU's system processor did not answer in time", severity: "critical", source: "xid-catalog" },
  { xid: 120, what: "error of the GPU's system processor", severity: "critical", source: "xid-catalog" },
];
