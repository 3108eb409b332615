terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.100.0, < 7.0.0" }
  }
}

provider "aws" {}

data "aws_eks_cluster" "main" {
  name = "acme"
}

data "aws_eks_cluster_auth" "all" {
  for_each = toset(["acme", "other"])
  name     = each.key
}

output "endpoint" {
  value = data.aws_eks_cluster.main.endpoint
}

output "tokens" {
  value     = { for name, auth in data.aws_eks_cluster_auth.all : name => auth.token }
  sensitive = true
}
