import { z } from "zod";
import { type EmulatedInstance, emulatedInstanceSchema } from "./emulated-instance";

/** Capacity that EC2 refuses; an absent field matches all. */
export interface CapacityRefusal {
  /** @default - every type */
  readonly instanceType?: string;
  /** @default - every zone */
  readonly zone?: string;
  /** @default - every one of them */
  readonly capacityType?: "on-demand" | "spot" | "reserved";
  /**
   * How many instances are refused before capacity is back.
   *
   * @default - until the refusal is lifted
   */
  readonly times?: number;
}

/** An error that calls get instead of their answer; an absent field matches all. */
export interface Fault {
  /** Throttled, an error of the service's own, or not to be reached: each in the words and with the status of the service. */
  readonly kind: "throttled" | "broken" | "away";
  /**
   * Name of the service in AWS's SDKs, such as `ec2`.
   *
   * @default - every service
   */
  readonly service?: string;
  /** @default - every operation */
  readonly operation?: string;
  /**
   * What the path of the request begins with, such as `/bucket`.
   *
   * @default - every path
   */
  readonly path?: string;
  /**
   * How many calls get it before all is well.
   *
   * @default - until it is lifted
   */
  readonly times?: number;
}

/** A capacity reservation, or a Capacity Block, that the platform file names by its id. */
export interface EmulatedReservation {
  readonly id: string;
  readonly instanceType: string;
  readonly zone: string;
  /** Instances in it. */
  readonly count: number;
  /**
   * A Capacity Block, which ends and cannot be cancelled.
   *
   * @default false
   */
  readonly block?: boolean;
  /**
   * ISO 8601.
   *
   * @default - has no end
   */
  readonly endsAt?: string;
  /** @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A VPC that the platform file names as existing. */
export interface EmulatedNetwork {
  readonly vpcId: string;
  readonly cidr: string;
  /** By zone. */
  readonly subnets: Readonly<Record<string, { readonly id: string; readonly cidr: string }>>;
}

/** A Direct Connect connection that the platform file names. */
export interface EmulatedConnection {
  readonly id: string;
  /** @default - the id */
  readonly name?: string;
  /** @default - unnamed */
  readonly location?: string;
  /** @default - unnamed */
  readonly bandwidth?: string;
}

/** What EC2 warns of; each is an event of its own at EventBridge. */
export type Interruption = "spot" | "rebalance" | "stopping" | "terminated" | "capacity";

const healthSchema = z.object({ account: z.string(), region: z.string(), pid: z.number().int() });

const faultsSchema = z.array(z.object({ given: z.number().int() }));

const callSchema = z.object({
  number: z.number().int(),
  at: z.number(),
  client: z.string(),
  service: z.string(),
  operation: z.string(),
  answeredBy: z.enum(["emulator", "moto", "nobody"]),
  status: z.number().int(),
  error: z.string(),
  milliseconds: z.number().int(),
});

const interruptionSchema = z.object({ rules: z.array(z.string()), event: z.record(z.string(), z.unknown()) });

/** One call that a client made. `answeredBy` is `nobody` for what the emulator does not know: it was refused. */
export type EmulatedCall = z.infer<typeof callSchema>;

/**
 * What the sandbox asks of the emulator, under `/sandbox`: instances that become nodes, drills, calls made.
 *
 * It does not speak AWS's own interface.
 */
export class EmulatorControl {
  constructor(private readonly url: string) {}

  /** Account, region and process of the emulator. */
  async health(): Promise<z.infer<typeof healthSchema>> {
    return healthSchema.parse(await this.ask("GET", "health"));
  }

  /** Every running instance, oldest first. */
  async instances(): Promise<readonly EmulatedInstance[]> {
    return z.array(emulatedInstanceSchema).parse(await this.ask("GET", "instances"));
  }

  /** Ends an instance behind everyone's back. */
  async endInstance(id: string): Promise<void> {
    await this.ask("DELETE", `instances?id=${encodeURIComponent(id)}`);
  }

  /** Replaces the refusals in force; none lifts them all. */
  async refuseCapacity(refusals: readonly CapacityRefusal[]): Promise<void> {
    await this.ask("POST", "capacity", { refuse: refusals });
  }

  /** Replaces the faults in force; none lifts them all. */
  async setFaults(faults: readonly Fault[]): Promise<void> {
    await this.ask("POST", "faults", { faults });
  }

  /** How many calls got an error of the faults that were set last. */
  async faultsGiven(): Promise<number> {
    return faultsSchema.parse(await this.ask("GET", "faults")).reduce((sum, { given }) => sum + given, 0);
  }

  /** Makes a reservation under its id, or moves the end of one that exists. */
  async setReservation(reservation: EmulatedReservation): Promise<void> {
    await this.ask("POST", "reservations", reservation);
  }

  /** Makes a VPC and its subnets under their ids; again is no change. */
  async setNetwork(network: EmulatedNetwork): Promise<void> {
    await this.ask("POST", "networks", network);
  }

  /** Makes a Direct Connect connection under its id. */
  async setConnection(connection: EmulatedConnection): Promise<void> {
    await this.ask("POST", "connections", connection);
  }

  /**
   * Has EC2 warn of an instance: the event goes to the default bus, and the platform's own rules must carry it to the
   * platform's queue. Fails where no rule matches. Returns the rules that did.
   */
  async interrupt(instanceId: string, kind: Interruption): Promise<readonly string[]> {
    return interruptionSchema.parse(await this.ask("POST", "interruptions", { instanceId, kind })).rules;
  }

  /** Fails the status checks of an instance, or mends them. */
  async setImpaired(instanceId: string, impaired: boolean): Promise<void> {
    await this.ask("POST", "impairments", { instanceId, impaired });
  }

  /** Calls made after the one with this number; only those that nobody answered, where asked. */
  async calls(since = 0, answeredBy?: EmulatedCall["answeredBy"]): Promise<readonly EmulatedCall[]> {
    const only = answeredBy === undefined ? "" : `&answeredBy=${answeredBy}`;
    return z.array(callSchema).parse(await this.ask("GET", `calls?since=${since}${only}`));
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) {
      const reason = z.object({ error: z.string() }).safeParse(answer);
      throw new Error(`the AWS emulator refused ${method} /sandbox/${path}: ${reason.data?.error ?? response.status}`);
    }
    return answer;
  }
}
