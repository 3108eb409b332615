/** Thrown when an engine cannot be had; the message says why, and how to get what is missing. */
export class EngineMissing extends Error {
  constructor(
    readonly engine: string,
    readonly why: string,
    readonly howToGet: string,
  ) {
    super(`${engine}: ${why}; ${howToGet}`);
    this.name = "EngineMissing";
  }
}
