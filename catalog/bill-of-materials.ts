/**
 * Terraform releases that the synthesized files accept: write-only arguments came with 1.11, S3 state
 * locks without a table with 1.10.
 */
export const TERRAFORM_RANGE = ">= 1.11.0, < 2.0.0";

/**
 * Provider releases that the synthesized files accept, by Terraform's name of the provider. The lower
 * end is the oldest release whose schema has every argument in use; exact versions stand in lock files.
 */
export const PROVIDER_RANGES = {
  aws: ">= 5.100.0, < 7.0.0",
  kubernetes: ">= 2.38.0, < 4.0.0",
  helm: ">= 3.1.0, < 4.0.0",
} as const;
