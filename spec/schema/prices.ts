import { z } from "zod";
import { SERVICE_ITEMS, type ServiceItem } from "../../catalog/service-prices";
import { day, positive } from "../formats";

/** Service items that costs reckon with; a price of any other would change nothing. */
export const RECKONED_ITEMS = [
  "eks-cluster",
  "nat-gateway",
  "vpn-connection",
  "direct-connect-egress",
  "internet-egress",
  "s3-standard",
  "s3-put",
  "s3-get",
  "lustre-125",
  "lustre-250",
  "lustre-500",
  "lustre-1000",
  "interface-endpoint",
  "interface-endpoint-data",
  "public-ipv4",
  "ebs-gp3",
  "kms-key",
  "secret",
] as const satisfies readonly ServiceItem[];

const ofCapacity = z
  .strictObject({
    onDemand: positive("USD for an hour of one instance on demand.").optional(),
    spot: positive(
      "USD for an hour on spot, as you usually pay. Default: the on-demand price, as a ceiling.",
    ).optional(),
    reservation: positive("USD for an hour of a reservation. Default: the on-demand price.").optional(),
    capacityBlock: positive("USD for an hour of a Capacity Block.").optional(),
  })
  .describe("USD for an hour of one whole instance, by how it is bought.");

const ofService = (item: ServiceItem) =>
  z.number().nonnegative().max(1e6).optional().describe(`USD for one ${SERVICE_ITEMS[item]}, whatever the quantity.`);

/** What the team pays instead of the catalog's list prices. */
export const prices = z
  .strictObject({
    asOf: day("Day on which these prices were agreed or read: it is shown beside each."),
    instanceTypes: z
      .record(z.string().min(1), ofCapacity)
      .default({})
      .describe("Prices by EC2 instance type, in the platform's region."),
    services: z
      .strictObject(
        Object.fromEntries(RECKONED_ITEMS.map((item) => [item, ofService(item)])) as Record<
          (typeof RECKONED_ITEMS)[number],
          ReturnType<typeof ofService>
        >,
      )
      .default({})
      .describe("Prices of what AWS bills besides instances, in the platform's region."),
  })
  .describe("Prices that you pay: they come before the catalog's list prices wherever money is reckoned.");
