terraform {
  required_providers {
    aws        = { source = "hashicorp/aws", version = ">= 5.100.0, < 7.0.0" }
    kubernetes = { source = "hashicorp/kubernetes", version = "3.2.1" }
    helm       = { source = "hashicorp/helm", version = "3.2.0" }
  }
}

variable "charts" {
  description = "Folder of each chart."
  type        = map(string)
}

variable "link_port" {
  description = "Where on-prem reaches the cloud's API server."
  type        = number
}

provider "aws" {}

provider "kubernetes" {
  alias          = "onprem"
  config_context = "onprem"
}

provider "kubernetes" {
  alias          = "cloud"
  config_context = "cloud"
}

provider "helm" {
  alias      = "onprem"
  kubernetes = { config_context = "onprem" }
}

provider "helm" {
  alias      = "cloud"
  kubernetes = { config_context = "cloud" }
}
