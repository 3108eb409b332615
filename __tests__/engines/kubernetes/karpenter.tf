locals {
  name = "acme"
  zone = "eu-north-1a"
  tags = { "karpenter.sh/discovery" = local.name }
}

resource "aws_vpc" "main" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = { "eu-north-1a" = "10.60.0.0/20", "eu-north-1b" = "10.60.16.0/20" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = each.key
  tags              = local.tags
}

resource "aws_security_group" "nodes" {
  name   = "nodes"
  vpc_id = aws_vpc.main.id
  tags   = local.tags
}

resource "aws_iam_role" "all" {
  for_each = { cluster = "eks.amazonaws.com", nodes = "ec2.amazonaws.com" }
  name     = each.key
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = each.value }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_instance_profile" "nodes" {
  name = "nodes"
  role = aws_iam_role.all["nodes"].name
}

resource "aws_sqs_queue" "interruptions" {
  name = local.name
}

resource "aws_eks_cluster" "main" {
  name     = local.name
  version  = "1.35"
  role_arn = aws_iam_role.all["cluster"].arn
  zonal_shift_config { enabled = false }
  vpc_config { subnet_ids = [for subnet in aws_subnet.nodes : subnet.id] }
}

resource "helm_release" "karpenter_crd" {
  provider  = helm.cloud
  name      = "karpenter-crd"
  namespace = "kube-system"
  chart     = var.charts["karpenter-crd"]
  wait      = true
}

resource "helm_release" "karpenter" {
  provider  = helm.cloud
  name      = "karpenter"
  namespace = "kube-system"
  chart     = var.charts["karpenter"]
  wait      = true
  values = [yamlencode({
    settings = {
      clusterName       = aws_eks_cluster.main.name
      interruptionQueue = aws_sqs_queue.interruptions.name
      eksControlPlane   = true
      isolatedVPC       = true
    }
  })]
  depends_on = [helm_release.karpenter_crd]
}

resource "helm_release" "pools" {
  provider   = helm.cloud
  name       = "pools"
  namespace  = "kube-system"
  chart      = "${path.module}/pools"
  values     = [yamlencode({ name = local.name, zone = local.zone, profile = aws_iam_instance_profile.nodes.name })]
  depends_on = [helm_release.karpenter]
}
