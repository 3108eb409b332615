import type { Rule } from "../rule";
import { ACCOUNT_RULES } from "./accounts";
import { BATCH_RULES } from "./batches";
import { CAPACITY_RULES } from "./capacity";
import { CERTIFICATE_RULES } from "./certificates";
import { CHOICE_RULES } from "./choices";
import { DATA_RULES } from "./data";
import { DEPLOYMENT_RULES } from "./deployments";
import { DUPLICATE_RULES } from "./duplicates";
import { HARDWARE_RULES } from "./hardware";
import { LINK_RULES } from "./link";
import { NAME_RULES } from "./names";
import { NETWORK_RULES } from "./networks";
import { OBSERVABILITY_RULES } from "./observability";
import { PRICE_RULES } from "./prices";
import { QUOTA_RULES } from "./quotas";
import { REFERENCE_RULES } from "./references";
import { REGION_RULES } from "./regions";
import { RENAME_RULES } from "./renames";
import { RUN_RULES } from "./runs";
import { SERVING_RULES } from "./serving";
import { SHARING_RULES } from "./sharing";
import { SIDE_RULES } from "./sides";
import { STORAGE_RULES } from "./storage";
import { SUBNET_RULES } from "./subnet-sizes";
import { TAG_RULES } from "./tags";
import { UPKEEP_RULES } from "./upkeep";

/** Every rule that the platform file alone can decide, beyond the form of its values; sorted by id. */
export const SPEC_RULES: readonly Rule[] = [
  ...ACCOUNT_RULES,
  ...BATCH_RULES,
  ...CAPACITY_RULES,
  ...CERTIFICATE_RULES,
  ...CHOICE_RULES,
  ...DATA_RULES,
  ...DEPLOYMENT_RULES,
  ...DUPLICATE_RULES,
  ...HARDWARE_RULES,
  ...LINK_RULES,
  ...NAME_RULES,
  ...NETWORK_RULES,
  ...OBSERVABILITY_RULES,
  ...PRICE_RULES,
  ...QUOTA_RULES,
  ...REFERENCE_RULES,
  ...REGION_RULES,
  ...RENAME_RULES,
  ...RUN_RULES,
  ...SERVING_RULES,
  ...SHARING_RULES,
  ...SIDE_RULES,
  ...STORAGE_RULES,
  ...SUBNET_RULES,
  ...TAG_RULES,
  ...UPKEEP_RULES,
].sort((a, b) => (a.id < b.id ? -1 : 1));
