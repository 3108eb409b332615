# Every kind of resource and data source of AWS that the platform's stacks make, once: applied, planned again (no change)
# and destroyed by the tests of the emulator.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }

  backend "s3" {
    bucket       = "emulated-tfstate"
    key          = "emulated/every-resource.tfstate"
    region       = "eu-north-1"
    use_lockfile = true
    encrypt      = true
  }
}

provider "aws" {
  region              = "eu-north-1"
  allowed_account_ids = ["111122223333"]

  default_tags {
    tags = {
      "gpu.platform/platform" = "emulated"
      "gpu.platform/owner"    = "ml-platform@acme.example"
      "cost-center"           = "4711"
    }
  }
}

locals {
  name  = "emulated"
  zones = ["eu-north-1a", "eu-north-1b"]
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_availability_zones" "available" {
  state = "available"
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/nvidia/recommended/image_id"
}
