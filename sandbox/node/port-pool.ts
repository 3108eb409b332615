import { isFree } from "../ports";

/** Ports of this machine that stand for ports of containers; each is taken by one pod at a time. */
export class PortPool {
  private readonly taken = new Set<number>();

  constructor(private readonly ports: readonly number[]) {}

  /** A port that nobody listens on, held until it is given back. */
  async take(): Promise<number> {
    for (const port of this.ports) {
      if (this.taken.has(port)) continue;
      this.taken.add(port);
      if (await isFree(port)) return port;
      this.taken.delete(port);
    }
    throw new Error(`all ${this.ports.length} ports for processes of pods are taken`);
  }

  giveBack(ports: Iterable<number>): void {
    for (const port of ports) this.taken.delete(port);
  }
}
